package desk

import "wuyou/kit/web"

// Routes are the doors of the desk.
func (f *Front) Routes() []web.Route {
	return nil
}
