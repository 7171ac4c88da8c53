package host

import (
	"net"
	"syscall"
	"time"
)

// EndUnacked has a connection end when the other side has not acknowledged for some time what was sent, where the system can;
// then the keep-alive alone finds out, which does not ask while something is on its way.
func EndUnacked(c *net.TCPConn, after time.Duration) {
	const unacked = 0x12 // TCP_USER_TIMEOUT
	raw, err := c.SyscallConn()
	if err != nil {
		return
	}
	raw.Control(func(fd uintptr) {
		syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, unacked, int(after.Milliseconds())) // without it the waits hold
	})
}
