package alert

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"html/template"
	"net"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"roundwatch"
)

// post sends mail by SMTP (RFC 5321). smtp:// takes STARTTLS where it is
// offered and insists on it before a password is sent; smtps:// speaks TLS from
// the first byte. The Message-ID follows from the alert's key, so that a
// receiver can drop a repeat. A 4yz answer is tried again, a 5yz is not.
type post struct {
	host, port string
	tls        *tls.Config
	implicit   bool // smtps
	from       *netmail.Address
	to         []string
	user       string
	secret     string
	dial       func(ctx context.Context, network, addr string) (net.Conn, error)
}

func newPost(ch roundwatch.Channel, deps Deps) (Sender, error) {
	u, err := url.Parse(ch.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("url must be smtp://host:port or smtps://host:port")
	}
	from, err := netmail.ParseAddress(ch.From)
	if err != nil {
		return nil, fmt.Errorf("from: %q is not a mail address", ch.From)
	}
	if len(ch.To) == 0 {
		return nil, errors.New("to is missing: who receives the mail")
	}
	p := &post{
		host: u.Hostname(), port: u.Port(), implicit: u.Scheme == "smtps", from: from, to: ch.To, user: ch.User,
		secret: string(ch.Secret), dial: deps.Dial, tls: tlsConfig(u.Hostname(), deps.Roots),
	}
	if p.port == "" {
		p.port = map[bool]string{false: "587", true: "465"}[p.implicit]
	}
	_, err = p.message(roundwatch.Alert{Key: "check"})
	return p, err
}

func tlsConfig(host string, roots *x509.CertPool) *tls.Config {
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: roots}
}

func (p *post) Send(ctx context.Context, a roundwatch.Alert) error {
	m, err := p.message(a)
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	dial, hangUp := p.line(ctx)
	defer hangUp()
	c, err := p.client(dial)
	if err != nil {
		return &Failure{Permanent: true, Reason: err.Error()}
	}
	session, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return p.judge(err)
	}
	if err := c.SendWithSMTPClient(session, m); err != nil {
		return p.judge(err)
	}
	// The server has answered for the message: how the goodbye goes changes nothing.
	_ = c.CloseWithSMTPClient(session)
	return nil
}

func (p *post) client(dial mail.DialContextFunc) (*mail.Client, error) {
	port, err := strconv.Atoi(p.port)
	if err != nil {
		return nil, err
	}
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(sendTimeout), mail.WithTLSConfig(p.tls),
		mail.WithDialContextFunc(dial), mail.WithTLSPolicy(p.policy()),
	}
	if p.secret != "" {
		options = append(options, mail.WithUsername(p.user), mail.WithPassword(p.secret), mail.WithSMTPAuth(p.auth()))
	}
	return mail.NewClient(p.host, options...)
}

func (p *post) policy() mail.TLSPolicy {
	switch {
	case p.implicit:
		return mail.NoTLS // the connection is encrypted already
	case p.secret != "":
		return mail.TLSMandatory
	}
	return mail.TLSOpportunistic
}

// auth is how the password is sent. The library does not see that an smtps
// connection is encrypted, so it must be told that plain words are safe there.
func (p *post) auth() mail.SMTPAuthType {
	if p.implicit {
		return mail.SMTPAuthPlainNoEnc
	}
	return mail.SMTPAuthAutoDiscover
}

// line returns how the one connection of a conversation is dialled, and what
// ends it. The library sets deadlines, but neither watches a context nor hangs
// up when a conversation has failed.
func (p *post) line(ctx context.Context) (dial mail.DialContextFunc, hangUp func()) {
	var conn net.Conn
	hangUp = func() {
		if conn != nil {
			conn.Close()
		}
	}
	dial = func(dialling context.Context, network, addr string) (net.Conn, error) {
		var err error
		if conn, err = p.dial(dialling, network, addr); err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, hangUp)
		if p.implicit {
			return tls.Client(conn, p.tls), nil
		}
		return conn, nil
	}
	return dial, hangUp
}

// judge tells a refusal from a failure.
func (p *post) judge(err error) *Failure {
	f := &Failure{Reason: poster{secret: p.secret}.clean(fmt.Sprintf("smtp %s: %s", p.host, words([]byte(err.Error()))))}
	code := 0
	var refused *mail.SendError
	var reply *textproto.Error
	switch {
	case errors.As(err, &refused):
		code = refused.ErrorCode()
	case errors.As(err, &reply):
		code = reply.Code
	}
	f.Permanent = code >= 500
	f.Rest = code == 0 || code == 421 // no answer, or "service not available, closing"
	return f
}

// message writes an alert as mail, in plain text and in HTML.
func (p *post) message(a roundwatch.Alert) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(p.from.String()); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if err := m.To(p.to...); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	m.Subject(Subject(a))
	m.SetMessageIDWithValue(p.messageID(a.Key))
	m.SetDateWithValue(a.CreatedAt)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	if a.Type == roundwatch.AlertErratum {
		original := fmt.Sprintf("<%s>", p.messageID(fmt.Sprintf("%s/%d/%s", roundwatch.AlertNew, a.Item, a.Channel)))
		m.SetGenHeader("In-Reply-To", original)
		m.SetGenHeader("References", original)
	}
	text, page, err := bodies(a)
	if err != nil {
		return nil, err
	}
	m.SetBodyString(mail.TypeTextPlain, text)
	m.AddAlternativeString(mail.TypeTextHTML, page)
	return m, nil
}

func (p *post) messageID(key string) string {
	_, domain, _ := strings.Cut(p.from.Address, "@")
	return fileName(key) + "@" + domain
}

// mailPage shows each line of an alert in its own direction.
const mailPage = `<!doctype html><html><head><meta charset="utf-8"></head><body>
{{range .}}<p dir="auto" style="margin:.3em 0">{{.}}</p>
{{end}}</body></html>
`

// bodies are an alert's plain text and its HTML.
func bodies(a roundwatch.Alert) (text, page string, err error) {
	if a.Type == roundwatch.AlertDigest {
		return a.Text, a.HTML, nil
	}
	text = Text(a)
	t, err := template.New("mail").Parse(mailPage)
	if err != nil {
		return "", "", err
	}
	var b bytes.Buffer
	err = t.Execute(&b, strings.Split(text, "\n"))
	return text, b.String(), err
}
