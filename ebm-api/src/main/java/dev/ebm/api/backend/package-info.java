/** What runs programs: backends, their executables and the values they own. */
package dev.ebm.api.backend;
