// Package systemd tells the service manager how the daemon is: started,
// reloading, stopping, alive. Beside it lie the units.
//
// It decides nothing about the daemon's life, and does nothing where no service
// manager listens: each call is then a no-op without error.
package systemd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Ready says that the daemon has started, or has finished reloading.
func Ready() error { return notify(daemon.SdNotifyReady) }

// Reloading says that a new configuration is being taken up; Ready ends it.
func Reloading() error {
	return notify(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
}

// Stopping says that the daemon has begun to stop.
func Stopping() error { return notify(daemon.SdNotifyStopping) }

// Status gives `systemctl status` one line about what the daemon does.
func Status(line string) error {
	return notify("STATUS=" + strings.Join(strings.Fields(line), " "))
}

func notify(state string) error {
	if _, err := daemon.SdNotify(false, state); err != nil {
		return fmt.Errorf("notify service manager: %w", err)
	}
	return nil
}

// Watchdog keeps the service manager from restarting the daemon for as long as
// the daemon is well: twice in each interval that the unit asks for, alive is
// called, and only a nil is passed on. A call that hangs is no sign of life
// either. Watchdog returns when ctx ends, or at once if the unit asks for no
// watchdog.
func Watchdog(ctx context.Context, alive func(context.Context) error) error {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return fmt.Errorf("watchdog: %w", err)
	}
	if interval == 0 {
		return nil
	}
	beat := time.NewTicker(interval / 2)
	defer beat.Stop()
	for {
		if err := report(alive(ctx)); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
		}
	}
}

// report passes on whether the daemon is well.
func report(illness error) error {
	if illness != nil {
		return Status("not well: " + illness.Error())
	}
	return notify(daemon.SdNotifyWatchdog)
}
