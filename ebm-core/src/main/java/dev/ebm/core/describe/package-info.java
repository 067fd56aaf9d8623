/** What experiments may say, for people and editors: descriptions, examples, the schema. */
package dev.ebm.core.describe;
