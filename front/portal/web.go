package portal

import "wuyou/kit/web"

// Routes are the portal's doors.
func (f *Front) Routes() []web.Route {
	return nil
}
