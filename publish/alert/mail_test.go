package alert

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roundwatch"
)

// postOffice is an SMTP server of a few lines: it answers each command by its
// script and keeps what it was given.
type postOffice struct {
	answers map[string]string // by command: the answer instead of the usual one; "reset" and "stall" are deeds
	cert    *tls.Certificate  // offered by STARTTLS

	mu   sync.Mutex
	mail []string
	log  []string
}

// keep notes what came in.
func (o *postOffice) keep(list *[]string, s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	*list = append(*list, s)
}

// seen returns what came in so far: the mails and the commands.
func (o *postOffice) seen() (mail, log []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.mail), slices.Clone(o.log)
}

func (o *postOffice) serve(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second)) // a client that does not hang up fails the test, it does not hang it
	r := bufio.NewReader(conn)
	say := func(command, usual string) bool {
		switch answer := o.answers[command]; answer {
		case "":
			fmt.Fprintf(conn, "%s\r\n", usual)
		case "reset":
			return false
		case "stall":
			io.Copy(io.Discard, r)
			return false
		default:
			fmt.Fprintf(conn, "%s\r\n", answer)
		}
		return true
	}
	if !say("greeting", "220 post.example ESMTP") {
		return
	}
	secure := false
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		command, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		o.keep(&o.log, command)
		usual := "250 ok"
		switch command {
		case "EHLO":
			usual = "250-post.example\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n250 SMTPUTF8"
			if o.cert != nil && !secure {
				usual = "250-post.example\r\n250 STARTTLS"
			}
		case "STARTTLS":
			fmt.Fprint(conn, "220 go ahead\r\n")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*o.cert}})
			r, secure = bufio.NewReader(conn), true
			continue
		case "AUTH":
			usual = "235 welcome"
		case "DATA":
			fmt.Fprint(conn, "354 go on\r\n")
			o.keep(&o.mail, readMail(r))
		case "QUIT":
			usual = "221 bye"
		}
		if !say(command, usual) {
			return
		}
	}
}

// readMail reads a message up to the line with the full stop.
func readMail(r *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// open lets a post office serve one connection and returns its channel.
func (o *postOffice) open(t *testing.T) roundwatch.Channel {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := l.Accept(); err == nil {
			o.serve(conn)
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return roundwatch.Channel{Name: "desk", Kind: "mail", URL: "smtp://" + l.Addr().String(),
		From: "Watch <watch@desk.example>", To: []string{"brief@ministry.example", "press@ministry.example"}}
}

func TestMailIsWhatAReaderNeeds(t *testing.T) {
	var mails []string
	for range 2 {
		o := &postOffice{}
		if err := send(t, o.open(t), sample()); err != nil {
			t.Fatal(err)
		}
		got, _ := o.seen()
		mails = append(mails, got...)
	}
	m, err := netmail.ReadMessage(strings.NewReader(mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	if id := m.Header.Get("Message-ID"); id != "<article_12_desk@desk.example>" {
		t.Errorf("Message-ID %s", id)
	}
	if again, _ := netmail.ReadMessage(strings.NewReader(mails[1])); again.Header.Get("Message-ID") != m.Header.Get("Message-ID") || again.Header.Get("Date") != m.Header.Get("Date") {
		t.Error("a repeat has another Message-ID or Date")
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if subject != "Strategic Dialogue, round 3: انطلاق الجولة الثالثة من الحوار" || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("subject %q, headers %v", subject, m.Header)
	}
	text, page := parts(t, m)
	if text != strings.ReplaceAll(Text(sample()), "\n", "\r\n") {
		t.Errorf("text %q", text)
	}
	if !strings.Contains(page, `dir="auto"`) || !strings.Contains(page, "انطلاق الجولة الثالثة") || !strings.Contains(page, "x=1&amp;y=2") {
		t.Errorf("page %s", page)
	}
}

// parts returns the plain text and the HTML of a message.
func parts(t *testing.T, m *netmail.Message) (text, page string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return strings.TrimSuffix(text, "\r\n"), page
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			page = string(b)
		} else {
			text = string(b)
		}
	}
}

func TestMailOfAnErratumFollowsItsArticle(t *testing.T) {
	o, a := &postOffice{}, sample()
	a.Type, a.Key = roundwatch.AlertErratum, "erratum/12/desk/r2"
	if err := send(t, o.open(t), a); err != nil {
		t.Fatal(err)
	}
	mails, _ := o.seen()
	if !strings.Contains(mails[0], "In-Reply-To: <article_12_desk@desk.example>") {
		t.Error(mails[0])
	}
}

func TestMailOfADigestCarriesTheDocument(t *testing.T) {
	o := &postOffice{}
	long := strings.Repeat("A line of the digest.\n", 100)
	a := roundwatch.Alert{Key: "digest/us-iraq/4/desk", Type: roundwatch.AlertDigest, Title: "Digest 4", Text: long, HTML: "<h1>Digest 4</h1>"}
	if err := send(t, o.open(t), a); err != nil {
		t.Fatal(err)
	}
	mails, _ := o.seen()
	m, err := netmail.ReadMessage(strings.NewReader(mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	if text, page := parts(t, m); len(text) < 2000 || strings.TrimSpace(page) != "<h1>Digest 4</h1>" {
		t.Errorf("text of %d bytes, page %q", len(text), page)
	}
}

func TestMailServersAnswers(t *testing.T) {
	tests := []struct {
		name      string
		answers   map[string]string
		want      string
		permanent bool
		rest      bool
	}{
		{"451 at RCPT is temporary", map[string]string{"RCPT": "451 4.7.1 greylisted"}, "451", false, false},
		{"550 at RCPT is permanent", map[string]string{"RCPT": "550 5.1.1 no such user"}, "550", true, false},
		{"452 after DATA is temporary", map[string]string{"DATA": "452 4.3.1 disk full"}, "452", false, false},
		{"554 after DATA is permanent", map[string]string{"DATA": "554 5.6.0 refused"}, "554", true, false},
		{"553 at MAIL is permanent", map[string]string{"MAIL": "553 5.1.8 sender refused"}, "553", true, false},
		{"421 as greeting rests", map[string]string{"greeting": "421 4.3.2 closing"}, "421", false, true},
		{"a stalled server rests", map[string]string{"MAIL": "stall"}, "127.0.0.1", false, true},
		{"a reset rests", map[string]string{"RCPT": "reset"}, "127.0.0.1", false, true},
		{"a reset before the greeting rests", map[string]string{"greeting": "reset"}, "127.0.0.1", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &postOffice{answers: tt.answers}
			err := send(t, o.open(t), sample())
			var f *Failure
			if !errors.As(err, &f) || f.Permanent != tt.permanent || f.Rest != tt.rest || !strings.Contains(f.Reason, tt.want) {
				t.Errorf("failure %+v", err)
			}
		})
	}
}

func TestMailThatWasTakenIsDeliveredWhateverFollows(t *testing.T) {
	o := &postOffice{answers: map[string]string{"QUIT": "reset"}}
	if err := send(t, o.open(t), sample()); err != nil {
		t.Errorf("a lost goodbye would repeat the mail: %v", err)
	}
}

func TestPasswordIsSentOverTLSOnly(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	try := func(o *postOffice) error {
		ch := o.open(t)
		ch.User, ch.Secret = "watch", "hunter2"
		s, err := NewSender(ch, Deps{Roots: roots})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		return s.Send(ctx, sample())
	}

	plain := &postOffice{}
	err := try(plain)
	if _, log := plain.seen(); err == nil || slices.Contains(log, "AUTH") {
		t.Errorf("without TLS: %v, commands %v", err, log)
	}
	offered := &postOffice{cert: &web.TLS.Certificates[0]}
	err = try(offered)
	if mail, log := offered.seen(); err != nil || len(mail) != 1 {
		t.Errorf("with STARTTLS: %v, commands %v", err, log)
	}
	refused := &postOffice{cert: &web.TLS.Certificates[0], answers: map[string]string{"AUTH": "535 5.7.8 bad hunter2"}}
	err = try(refused)
	if f := failure(err); !f.Permanent || !strings.Contains(f.Reason, "535") || strings.Contains(f.Reason, "hunter2") {
		t.Errorf("a refused password: %+v", f)
	}
}

func TestMailOverImplicitTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := l.Accept(); err == nil {
			o.serve(conn)
		}
	}()
	s, err := NewSender(roundwatch.Channel{Name: "desk", Kind: "mail", URL: "smtps://" + l.Addr().String(), From: "watch@desk.example",
		To: []string{"brief@ministry.example"}, User: "watch", Secret: "hunter2"}, Deps{Roots: roots})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Send(t.Context(), sample())
	l.Close()
	<-done
	if mail, log := o.seen(); err != nil || len(mail) != 1 {
		t.Errorf("Send: %v, commands %v", err, log)
	}
}
