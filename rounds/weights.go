package rounds

// Weights are in one unit: about the logarithm of how much likelier a piece
// of evidence makes its round. Cues bring their own from the dossier.
const (
	weightHead      = 1.0 // one of the first two principals
	weightPrincipal = 0.6
	weightTooEarly  = -3.0 // names someone who was not yet in office
	weightTooLate   = -0.7 // names someone who had left it
	floorTooEarly   = -5.0

	weightHeldWindow  = 3.5  // published about the days held
	weightWindow      = 2.8  // published within the round's window
	weightJustOut     = -1.0 // published just outside it
	weightBefore      = -4.0 // published long before it
	weightAfter       = -2.5 // published long after it
	weightDatelineIn  = 2.0  // the same for a date at the top of the text
	weightDatelineOut = -1.2
	weightHeldDay     = 1.8  // names a day on which the round was held
	weightHeldNoYear  = 1.2  // the same without the year
	weightHeldMonth   = 0.4  // names the month
	weightHeldBegun   = 0.3  // names it as the start of a series, or in the past
	looseDate         = 0.4  // of a day without year, in a sentence about neither talks nor both parties
	weightPastWindow  = -1.0 // names a day after the round's window
	weightWeekday     = 0.3

	weightOrdinal        = 4.0  // bound to the track and current
	weightOrdinalPast    = 1.5  // bound to the track, but told as past
	weightOrdinalBelow   = 0.2  // listed beside a higher one
	weightOrdinalNext    = 0.3  // a past round speaks for the one after it
	weightOrdinalUnknown = -4.0 // current, and beyond the rounds of the dossier

	farFrom  = 1.0 // how much evidence behind the lead counts in any case
	farShare = 0.7 // and how much more, of the round's own evidence in the lead

	contradicted = 0.25 // of a round's name, in a sentence that numbers another
)

// zoneFactor is what evidence is worth by where it stands.
var zoneFactor = [...]float64{zoneTitle: 1.15, zoneTop: 1, zoneLead: 1, zoneBody: 0.7, zoneTail: 0.35, zoneLabel: 0.3}

// againstFactor is the same for what speaks against relevance: pages of any
// subject end in headlines of others.
var againstFactor = [...]float64{zoneTitle: 1.15, zoneTop: 1, zoneLead: 1, zoneBody: 0.3, zoneTail: 0, zoneLabel: 0}

const (
	pastFactor    = 0.5 // in a background sentence
	foreignFactor = 0.2 // in a sentence about another pair's talks
)

// Rules that need words of their own where no quote says it.
const (
	ruleTooEarly  = "not-yet-in-office"
	ruleTooLate   = "no-longer-in-office"
	rulePublished = "published"
)
