package application

import (
	"context"
	"strconv"

	"wuyou/kit/page"
	"wuyou/office/device"
	"wuyou/office/persons"
)

// The card of who stands at the window is read on the PC of the window (office/device). In the form: card, the reading as it was signed there, once;
// card_read and agent_card_read, the reading that was taken of the applicant and of who acts for him; card_address. What was read stands in the fields
// like what is typed: where somebody changes name or number, it counts as typed.

// cardPart is the key by which a card is read, and how the person's document was seen.
type cardPart struct {
	Key    string
	At     string // where the program answers on this PC
	Nonce  string // where the server says what to ask it with
	Who    string // whose card it is
	Error  string
	Hidden page.Fields
	Seen   string // how it was read; "" nothing was
}

const noncePath = "/desk/counter/nonce"

// comer is the prefix of the fields of who stands at the window: the applicant, or who acts for him.
func (k *conversation) comer() string {
	if k.proxied() {
		return "agent_"
	}
	return ""
}

// readCard takes the card that was read, of who stands at the window, and fills in what it says.
func (s *Service) readCard(ctx context.Context, k *conversation) error {
	carried := k.v["card"]
	delete(k.v, "card")
	c, seen, err := s.Devices.Take(ctx, k.visitor, k.window.Region, carried)
	if err != nil {
		return err
	}
	who := k.comer()
	k.v[who+"name"], k.v[who+"id_kind"], k.v[who+"id_no"] = c.Name, string(c.Kind), c.Number
	k.v[who+"card_read"] = strconv.FormatInt(seen.ID, 10)
	if k.firm() || !k.proxied() { // whom the form of the item is about
		k.v["card_address"] = c.Address
	}
	return nil
}

// cardOf is how the card of the applicant (prefix "") or of who acts for him (agent_) was read; nil: it was not, or name or number are no longer those
// of the card.
func (s *Service) cardOf(ctx context.Context, k *conversation, prefix string) (*persons.Card, error) {
	id, err := strconv.ParseInt(k.v[prefix+"card_read"], 10, 64)
	if err != nil || prefix == "" && k.firm() {
		return nil, nil
	}
	r, found, err := s.Devices.Of(ctx, k.visitor, id, k.v[prefix+"name"], k.v[prefix+"id_no"])
	if err != nil || !found {
		return nil, err
	}
	return &persons.Card{Device: r.Bridge, Place: r.Place, Reader: r.Reader, SAM: r.SAM, At: r.At}, nil
}

// drawCard offers to read the card of who stands at the window.
func (s *Service) drawCard(ctx context.Context, k *conversation, bad map[string]string) (cardPart, error) {
	p := cardPart{Key: "Alt+R", At: "http://" + device.BridgeAt, Nonce: noncePath, Who: "申请人", Error: bad["card"]}
	if k.proxied() {
		p.Who = "代办人"
	}
	for _, name := range []string{"card_read", "agent_card_read", "card_address"} {
		if k.v[name] != "" {
			p.Hidden = append(p.Hidden, page.Field{Type: "hidden", Name: name, Value: k.v[name]})
		}
	}
	c, err := s.cardOf(ctx, k, k.comer())
	if c != nil {
		p.Seen = c.Words()
	}
	return p, err
}
