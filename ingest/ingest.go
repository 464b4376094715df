// Package ingest is the one road an item takes: Poll asks a source and records
// what it lists, or a hub delivers it; Settle reads, judges and files each listed
// item, Check reads its page again later.
//
// It decides when a source is asked, which hub is to deliver it, what a failure
// means for it, what readers are told of its health, which of an item's texts
// is believed, and in which order the judges are heard. It does not decide how
// a request looks or when it may leave (ingest/fetch), what a document says
// (ingest/feed, page and article), what a copy is (dedupe) or where an article
// belongs (rounds).
//
// Invariants:
//
//   - A source is asked by one poll at a time, and not before its server and its
//     floor allow, unless a person forces it; Retry-After and 410 bind that too.
//     Due times outlive the process.
//   - Validators are stored with the items of the answer that gave them, in one
//     commit, and never from an answer that was cut short or could not be read.
//   - What is delivered counts if the hub signed it. It changes items only: the
//     state of its source is that of the last poll.
//   - An answer that is not a listing changes no item and forgets no validator.
//   - An alert exists if and only if its filing was committed.
//   - Judging is serial: of two near-twins one is always the first.
package ingest
