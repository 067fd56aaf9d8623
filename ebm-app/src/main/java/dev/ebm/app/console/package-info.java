/** What people and scripts read: streams, tables, numbers, JSON. */
package dev.ebm.app.console;
