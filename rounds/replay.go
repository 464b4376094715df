package rounds

import "roundwatch"

// Case is an article and where a person says that it belongs: a correction
// kept, so that no later dossier forgets it.
type Case struct {
	Item    int64
	Article roundwatch.Article
	Want    string // round id; "" for none
	Note    string
}

// NewCase makes a case of a review.
func NewCase(a roundwatch.Article, r roundwatch.Review) Case {
	c := Case{Item: r.Item, Article: a, Note: r.Note}
	if r.Action != "reject" {
		c.Want = r.Round
	}
	return c
}

// Result is a case as the rules judge it now.
type Result struct {
	Case
	Got  roundwatch.Filing
	Pass bool // filed where the person said, or, where they said none, not filed
}

// Replay judges cases anew.
func (f *Filer) Replay(cases []Case) []Result {
	results := make([]Result, 0, len(cases))
	for _, c := range cases {
		got := f.Judge(c.Article)
		results = append(results, Result{c, got, got.Round == c.Want})
	}
	return results
}

// Change is what a new judgement does to a filing in force.
type Change string

// The changes.
const (
	Kept     Change = "kept"     // same verdict and round
	Moved    Change = "moved"    // filed under another round than before, or for the first time
	Reviewed Change = "review"   // newly in review
	Dropped  Change = "dropped"  // no longer filed or in review
	ByPerson Change = "byperson" // a person decided: no rule overturns it
)

// Compare says what becomes of a filing when the rules judge anew.
func Compare(before, after roundwatch.Filing) Change {
	switch {
	case before.By == roundwatch.ByHuman:
		return ByPerson
	case before.Verdict == after.Verdict && before.Round == after.Round:
		return Kept
	case after.Verdict == roundwatch.VerdictFiled:
		return Moved
	case after.Verdict == roundwatch.VerdictReview:
		return Reviewed
	}
	return Dropped
}
