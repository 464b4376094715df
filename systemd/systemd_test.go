package systemd

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// manager is a service manager's socket.
type manager struct {
	t    *testing.T
	conn *net.UnixConn
}

func newManager(t *testing.T) manager {
	t.Helper()
	name := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", name)
	return manager{t, conn}
}

// heard returns what was said so far.
func (m manager) heard() []string {
	m.t.Helper()
	const end = "end of test"
	if err := notify(end); err != nil {
		m.t.Fatal(err)
	}
	var all []string
	for buf := make([]byte, 4096); ; {
		n, err := m.conn.Read(buf)
		if err != nil {
			m.t.Fatal(err)
		}
		if string(buf[:n]) == end {
			return all
		}
		all = append(all, string(buf[:n]))
	}
}

func TestTheManagerHearsOfALife(t *testing.T) {
	m := newManager(t)
	for _, say := range []func() error{
		Ready,
		func() error { return Status("5 documents\nREADY=0") },
		Reloading,
		Stopping,
	} {
		if err := say(); err != nil {
			t.Fatal(err)
		}
	}
	got := m.heard()
	for i := range got {
		got[i], _, _ = strings.Cut(got[i], "\nMONOTONIC_USEC=")
	}
	if want := []string{"READY=1", "STATUS=5 documents READY=0", "RELOADING=1", "STOPPING=1"}; !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}

func TestWithoutAManagerNothingIsSaid(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "")
	if err := Ready(); err != nil {
		t.Error(err)
	}
	if err := Watchdog(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestAManagerThatIsGoneIsAnError(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "none"))
	if err := Ready(); err == nil {
		t.Error("no error")
	}
}

func TestTheWatchdogIsFedOnlyByALivingDaemon(t *testing.T) {
	m := newManager(t)
	t.Setenv("WATCHDOG_USEC", "60000000")
	t.Setenv("WATCHDOG_PID", "")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
		defer cancel()
		calls := 0
		err := Watchdog(ctx, func(context.Context) error {
			if calls++; calls == 3 {
				return errors.New("archive does not answer")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	want := []string{"WATCHDOG=1", "WATCHDOG=1", "STATUS=not well: archive does not answer", "WATCHDOG=1"}
	if got := m.heard(); !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}
