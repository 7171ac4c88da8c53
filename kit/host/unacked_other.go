//go:build !linux

package host

import (
	"net"
	"time"
)

// EndUnacked does nothing here.
func EndUnacked(*net.TCPConn, time.Duration) {}
