package admin

import "wuyou/kit/web"

// Routes are the doors of the administration.
func (f *Front) Routes() []web.Route {
	return nil
}
