package alert

import (
	"context"
	"encoding/json"
	"strconv"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"roundwatch"
)

// webhook posts the payload as JSON and signs it by the Standard Webhooks
// scheme where the channel has a secret. The id is the alert's key, the same on
// each try; the timestamp, and with it the signature, is the try's own.
type webhook struct {
	poster
	url    string
	signer *standardwebhooks.Webhook // nil: unsigned
}

func newWebhook(ch roundwatch.Channel, deps Deps) (Sender, error) {
	if err := checkURL(ch.URL); err != nil {
		return nil, err
	}
	w := &webhook{poster: poster{client: deps.HTTP, secret: string(ch.Secret), now: deps.Now}, url: ch.URL}
	if ch.Secret != "" {
		w.signer = signer(string(ch.Secret))
	}
	return w, nil
}

// signer reads a secret as the scheme writes it (base64, with or without
// "whsec_"); anything else is taken as the key's own bytes.
func signer(secret string) *standardwebhooks.Webhook {
	if s, err := standardwebhooks.NewWebhook(secret); err == nil {
		return s
	}
	s, _ := standardwebhooks.NewWebhookRaw([]byte(secret)) // never fails
	return s
}

func (w *webhook) Send(ctx context.Context, a roundwatch.Alert) error {
	body, err := json.Marshal(NewPayload(a))
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	now := w.now()
	header := map[string]string{
		standardwebhooks.HeaderWebhookID:        a.Key,
		standardwebhooks.HeaderWebhookTimestamp: strconv.FormatInt(now.Unix(), 10),
	}
	if w.signer != nil {
		signature, err := w.signer.Sign(a.Key, now, body)
		if err != nil {
			return &Failure{Permanent: true, Reason: "the payload could not be signed"}
		}
		header[standardwebhooks.HeaderWebhookSignature] = signature
	}
	return w.do(ctx, call{url: w.url, body: body, header: header})
}
