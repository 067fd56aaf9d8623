/** Further processes of this program. */
package dev.ebm.app.process;
