// Package people says who acts: an actor with the posts (role × region × department) or the records that are his, the visitor of a
// request with the session, account or member of staff behind him, and which routes are whose.
//
// It holds nothing: office/roster has the members of staff, office/persons the natural persons and firms, office/session finds out
// who asks, office/audit keeps what was done and looked at. The tables of all of them are made here (schema/).
//
// Rules: 等保 2.0 level 3 (GB/T 22239-2019: two factors for administrators, three separate administrators, lock-out, session
// limits), 个人信息保护法 (minimum, a purpose for every look), GB/T 39786 (SM4-GCM at rest, HMAC-SM3 blind index).
//
// Read actor.go first, then level.go (how well somebody is proven, and what that opens) and visitor.go.
package people

// SealPhone is the context under which telephone numbers are sealed, of whomever.
const SealPhone = "phone"
