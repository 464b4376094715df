package alert

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"strings"

	"roundwatch"
)

// chat posts the text of an alert to a service where people read it. The
// services differ in one request only; what their answers mean is poster's.
type chat struct {
	poster
	request func(a roundwatch.Alert) (call, any) // the body is encoded as JSON
}

func (c chat) Send(ctx context.Context, a roundwatch.Alert) error {
	request, body := c.request(a)
	b, err := json.Marshal(body)
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	request.body = b
	return c.do(ctx, request)
}

// newSlack speaks the incoming webhooks of Slack, which Mattermost and Rocket.Chat
// understand too. Their address is a secret in itself and may come as such.
func newSlack(ch roundwatch.Channel, deps Deps) (Sender, error) {
	target := ch.URL
	if target == "" {
		target = string(ch.Secret)
	}
	if err := checkURL(target); err != nil {
		return nil, err
	}
	u, _ := url.Parse(target) // checked
	return chat{poster{deps.HTTP, strings.Trim(u.Path, "/"), deps.Now}, func(a roundwatch.Alert) (call, any) {
		// Slack reads & < > as markup (its "Escaping text").
		return call{url: target}, map[string]any{"text": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(Text(a))}
	}}, nil
}

// newTelegram speaks the Bot API; the secret is the bot's token, to names one chat.
func newTelegram(ch roundwatch.Channel, deps Deps) (Sender, error) {
	to, err := single(ch, "a chat")
	if err != nil {
		return nil, err
	}
	target := strings.TrimRight(ch.URL, "/") + "/bot" + string(ch.Secret) + "/sendMessage"
	return chat{poster{deps.HTTP, string(ch.Secret), deps.Now}, func(a roundwatch.Alert) (call, any) {
		return call{url: target}, map[string]any{
			"chat_id": to, "text": Text(a), "link_preview_options": map[string]bool{"is_disabled": true},
		}
	}}, nil
}

// maxNtfy bounds a message, in characters: ntfy makes a file of what is longer than 4,096 bytes.
const maxNtfy = 1300

// newNtfy publishes as JSON, because a header cannot carry an Arabic title; to names one topic.
func newNtfy(ch roundwatch.Channel, deps Deps) (Sender, error) {
	topic, err := single(ch, "a topic")
	if err != nil {
		return nil, err
	}
	header := map[string]string{}
	if ch.Secret != "" {
		header["Authorization"] = "Bearer " + string(ch.Secret)
	}
	return chat{poster{deps.HTTP, string(ch.Secret), deps.Now}, func(a roundwatch.Alert) (call, any) {
		body := map[string]any{"topic": topic, "title": Subject(a), "message": clip(Text(a), maxNtfy)}
		if a.URL != "" {
			body["click"] = a.URL
		}
		return call{url: ch.URL, header: header}, body
	}}, nil
}

// newMatrix sends to one room. The transaction id is the alert's key: the
// server drops a repeat (Client-Server API, "Transaction identifiers").
func newMatrix(ch roundwatch.Channel, deps Deps) (Sender, error) {
	room, err := single(ch, "a room")
	if err != nil {
		return nil, err
	}
	base := strings.TrimRight(ch.URL, "/") + "/_matrix/client/v3/rooms/" + url.PathEscape(room) + "/send/m.room.message/"
	header := map[string]string{"Authorization": "Bearer " + string(ch.Secret)}
	return chat{poster{deps.HTTP, string(ch.Secret), deps.Now}, func(a roundwatch.Alert) (call, any) {
		text := Text(a)
		formatted := strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
		return call{method: "PUT", url: base + url.PathEscape(a.Key), header: header},
			map[string]any{"msgtype": "m.text", "body": text, "format": "org.matrix.custom.html", "formatted_body": formatted}
	}}, nil
}

// single returns the one receiver of a channel. With more than one, a message
// that half of them have could be neither repeated nor given up.
func single(ch roundwatch.Channel, what string) (string, error) {
	if err := checkURL(ch.URL); err != nil {
		return "", err
	}
	if len(ch.To) != 1 {
		return "", errors.New("to must name " + what + ", and one only")
	}
	if ch.Kind != "ntfy" && ch.Secret == "" {
		return "", errors.New("secret_file is missing: the service wants a token")
	}
	return ch.To[0], nil
}
