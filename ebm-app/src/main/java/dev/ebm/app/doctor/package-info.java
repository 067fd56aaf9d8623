/** What {@code ebm doctor} checks. */
package dev.ebm.app.doctor;
