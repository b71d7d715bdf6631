// Package modelstest is a hall in a test: a clock the test moves, registers the
// test fills and breaks, and the citizen's use cases over a real database
// (store/storetest: SQLite always, MariaDB where its address is set).
//
// It is for tests alone; nothing of the product imports it.
package modelstest
