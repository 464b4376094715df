package roundwatch

import "time"

// Verdict is what became of an article's filing.
type Verdict string

// The verdicts.
const (
	VerdictPending Verdict = "pending" // the item is not settled yet
	VerdictFiled   Verdict = "filed"   // belongs to Filing.Round
	VerdictReview  Verdict = "review"  // a person must choose; the candidates are given
	VerdictNone    Verdict = "none"    // no round; Filing.Relevant tells whether it is about the dialogue's two countries
)

// Roles of an article towards its round; "" is contemporary reporting.
const (
	RolePreview       = "preview"
	RoleRetrospective = "retrospective"
)

// Who made a filing.
const (
	ByRule     = "rule"     // rounds.Judge
	ByOriginal = "original" // inherited: the article is a duplicate
	ByHuman    = "human"    // a review; no rule overturns it
)

// Evidence is one reason for or against a filing.
type Evidence struct {
	Kind   string  `json:"kind"`           // e.g. date, ordinal, signature, principal, phrase, track, background, other-dialogue
	Round  string  `json:"round"`          // the round (or track) it speaks about; "" where it speaks about relevance
	Quote  string  `json:"quote"`          // verbatim: Article.Text[Start:End]
	Start  int     `json:"start"`          // bytes
	End    int     `json:"end"`            // bytes; Start == End and no quote where the evidence is not in the text (the publication date)
	Weight float64 `json:"weight"`         // above zero for, below zero against
	Rule   string  `json:"rule"`           // id of the rule or cue that found it
	Note   string  `json:"note,omitempty"` // in words, where there is no quote
}

// Candidate is a round that was considered.
type Candidate struct {
	Round string  `json:"round"`
	Score float64 `json:"score"`
}

// Filing says where an article belongs, and why.
type Filing struct {
	Article    int64
	Verdict    Verdict
	Round      string // round id; "" unless filed
	Role       string
	Confidence float64 // 0..1, calibrated: the share of such filings that are right
	Relevant   bool    // about the dialogue's two countries
	Evidence   []Evidence
	Candidates []Candidate // best first
	Dossier    string      // hash of the dossier it was made under
	By         string      // ByRule, ByOriginal or ByHuman
	At         time.Time
	Inferred   time.Time // publication date inferred by the judge where none was stated
}

// Review is a person's correction or confirmation of a filing.
type Review struct {
	Item   int64
	Action string // accept, move or reject
	Round  string // for accept and move
	Who    string
	Note   string
	At     time.Time
}

// Settled is the whole conclusion about one item: everything Settle commits, together or not at all.
type Settled struct {
	Item         int64
	At           time.Time
	Article      Article     // ID > 0: the item joins this stored article, nothing of it is rewritten
	Revision     *Revision   // the joined article's text had changed
	Fingerprint  Fingerprint // of a new or revised text
	Links        []Link      // at most one of them a duplicate; Link.Article is filled in by the archive
	Story        int64       // story joined; 0 opens one
	Filing       Filing      // Filing.Article is filled in by the archive
	Alerts       []Alert     // Alert.Story is filled in by the archive; a key that is there already is dropped
	OncePerStory bool        // leave out alerts to channels that another article of the story has reached
	Raw          *Raw
	Check        *Check // the first later reading of a new article's page; nil: none. Check.Article is not used
	Pause        *Pause
	Lines        []uint64 // hashes of lines that may be the source's furniture; the archive counts them
}
