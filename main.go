// Command wuyou is one program for a city's government services. See README.md.
package main

import "wuyou/app"

func main() { app.Main() }
