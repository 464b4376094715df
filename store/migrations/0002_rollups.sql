-- What went over a channel's budget of alerts is named in a roll-up: an alert of
-- its own, to which the row points. A row of state 'rolled' without one waits,
-- and its "due" is when it was put over. "exempt" rows need no place in the budget.
ALTER TABLE alerts ADD COLUMN exempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN rollup INTEGER REFERENCES alerts;
CREATE INDEX alerts_over ON alerts (channel) WHERE state = 'rolled' AND rollup IS NULL;
CREATE INDEX alerts_sent ON alerts (channel, sent_at) WHERE state = 'delivered';
