// Package device knows the devices that stand in the city's halls: the pad of a window, the terminal where people serve
// themselves, and the PC of a window with the card reader that is attached to it (a bridge).
// A service shows on them what is its own, and asks here at which window or terminal somebody stands.
//
// Guarantees. A window has one pad at most: setting up another ends the one before at once. A pad is set up with a code that
// is good once and for minutes, and is then known by a secret of its own that nobody has seen; the database has the hashes
// only. A code on a wall or a screen (Book.Token) is made with the program's key for one use, and opens nothing else; it names
// the window and not who sits there, and ends with its terminal. A card that was read counts where a bridge in use has signed
// it, for a page of this session, a short time ago, and once.
//
// Failures. Who types a wrong code is told so, and counted (fail.Busy after too many). A browser that is no pad in use, a
// token of another use and a terminal that ended are fail.NotFound, in words for who stands there. A reading that does not
// count is fail.Invalid for the field card.
//
// Read stand.go first, then pad.go, bridge.go and reading.go.
package device

import (
	"context"

	"wuyou/office"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Windows are the roles whose posts are windows.
var Windows = []people.Role{people.Window, people.Output}

// Book has the devices.
type Book struct {
	*office.Office

	// Serving is who served last today at a window; "" nobody yet. It is set by who notes what is served.
	Serving func(ctx context.Context, title string, at region.Code) (string, error)
}

// New makes a book in which nobody has served yet.
func New(o *office.Office) *Book {
	return &Book{o, func(context.Context, string, region.Code) (string, error) { return "", nil }}
}
