package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// desk is a configuration with one signed webhook.
const desk = "[[channel]]\nname = \"desk\"\nkind = \"webhook\"\nurl = \"https://a.example/hooks/token\"\nsecret_file = \"key\"\n"

func TestASecretIsReadFromAFileBesideTheConfiguration(t *testing.T) {
	file := write(t, "r.toml", desk)
	key := filepath.Join(filepath.Dir(file), "key")
	tests := []struct {
		name, content string
		want          string // secret, or
		fault         string
	}{
		{"the newline at the end is not part of it", "whsec_abc\n", "whsec_abc", ""},
		{"nor is a carriage return", "whsec_abc\r\n", "whsec_abc", ""},
		{"an empty file", "\n", "", "empty; it should hold the secret"},
		{"two lines", "a\nb\n", "", "more than one line"},
		{"too long", strings.Repeat("x", maxSecret+1), "", "larger than"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(key, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := Load(Lookup{Flag: file})
			switch {
			case tt.fault != "":
				if err == nil || !strings.Contains(err.Error(), ":5:1: channel.secret_file: ") || !strings.Contains(err.Error(), tt.fault) {
					t.Errorf("error %v, want %q", err, tt.fault)
				}
			case err != nil:
				t.Error(err)
			case string(c.Channels[0].Secret) != tt.want:
				t.Errorf("secret of %d bytes, want %q", len(c.Channels[0].Secret), tt.want)
			}
		})
	}
}

func TestAMissingSecretFileIsAFault(t *testing.T) {
	_, err := Load(Lookup{Flag: write(t, "r.toml", desk)})
	if err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("Load: %v", err)
	}
}

func TestASystemdCredentialOfTheChannelsNameIsItsSecret(t *testing.T) {
	credentials := t.TempDir()
	if err := os.WriteFile(filepath.Join(credentials, "desk"), []byte("from-systemd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(desk, "secret_file = \"key\"\n", "", 1)
	c := mustCheck(t, text, Lookup{Env: []string{"CREDENTIALS_DIRECTORY=" + credentials}})
	if got := string(c.Channels[0].Secret); got != "from-systemd" {
		t.Errorf("secret %q", got)
	}
}

func TestASecretIsNeverPrinted(t *testing.T) {
	file := write(t, "r.toml", desk)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "key"), []byte("hush"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(Lookup{Flag: file})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{b.String(), fmt.Sprintf("%+v %#v", c.Channels, c.Channels)} {
		if strings.Contains(out, "hush") {
			t.Errorf("the secret is in:\n%s", out)
		}
	}
	if strings.Contains(b.String(), "token") {
		t.Errorf("the address's path is in:\n%s", b.String())
	}
	if !strings.Contains(strings.Join(c.Warnings, "\n"), "chmod 600") {
		t.Errorf("warnings %q, want one about a file that everyone can read", c.Warnings)
	}
}

func TestServicesHaveTheirUsualAddress(t *testing.T) {
	c := mustCheck(t, "[[channel]]\nname = \"phone\"\nkind = \"ntfy\"\nto = [\"desk\"]\n", Lookup{})
	if got := c.Channels[0].URL; got != "https://ntfy.sh" {
		t.Errorf("address %q", got)
	}
	if got := c.Channels[0].Budget; got != -1 {
		t.Errorf("budget %d, want -1: as [alerts] says", got)
	}
}
