package live

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// UnknownDeviceError says that no interface has the given name, number or
// description.
type UnknownDeviceError struct {
	Name  string
	Known []string
}

func (e *UnknownDeviceError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("there is no interface %q, nor any other", e.Name)
	}
	return fmt.Sprintf("there is no interface %q; available: %s", e.Name, strings.Join(e.Known, ", "))
}

// FilterError says why a capture filter cannot be used.
type FilterError struct {
	Filter string
	Reason string // lower case, without a full stop
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("capture filter %q: %s", e.Filter, e.Reason)
}

// ErrPermission is wrapped by the error of Open when the user may not capture.
var ErrPermission = errors.New("no permission to capture")

func permissionError(device string) error {
	advice := "run it with sudo"
	switch runtime.GOOS {
	case "linux":
		advice = "run `sudo setcap cap_net_raw,cap_net_admin+eip $(command -v netsniff)` once, or use sudo"
	case "windows":
		advice = "run it as Administrator"
	}
	return fmt.Errorf("%w on %s: %s", ErrPermission, device, advice)
}

func downError(device string) error {
	if runtime.GOOS == "linux" {
		return fmt.Errorf("%s is down: `sudo ip link set %s up` brings it up", device, device)
	}
	return fmt.Errorf("%s is down", device)
}
