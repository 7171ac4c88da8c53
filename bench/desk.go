package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"wuyou/office/demo"
)

// signIn signs a member of the demonstration's staff in and returns the session cookie.
func (b *bench) signIn(base, login string) *http.Cookie {
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := c.PostForm(base+"/desk/signin", url.Values{"login": {login}, "password": {demo.Password}})
	check(err)
	answer.Body.Close()
	for _, cookie := range answer.Cookies() {
		if strings.HasPrefix(cookie.Name, "wuyou_desk") {
			return cookie
		}
	}
	check(fmt.Errorf("sign-in of %s: %s", login, answer.Status))
	return nil
}

func withCookie(r *http.Request, c *http.Cookie) *http.Request {
	r.AddCookie(c)
	return r
}
