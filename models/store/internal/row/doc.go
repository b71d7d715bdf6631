// Package row holds the rows of the tables, one struct a table, a column for
// every field: the only place of gorm's tags. A test compares the structs with
// both dialects' schemas, so a column that is in one and not in the other
// fails the build.
package row
