// Package ingest is the one road an item takes: Poll asks a source and records
// what it lists, Settle reads, judges and files each listed item.
package ingest
