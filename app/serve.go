package app

import (
	"context"
	"fmt"
	"net"
)

// serve is the command that runs the program.
func serve(ctx context.Context, c *cli, args []string) error {
	if _, err := c.parse(args); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.cfg.Addr) // first: a second copy on one database must not begin
	if err != nil {
		return err
	}
	defer listener.Close()
	open := Open
	if c.cfg.Demo {
		open = openDemo
	}
	a, err := open(ctx, c.cfg, c.out)
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Fprintf(stdout, "无忧已启动：http://%s\n", listener.Addr())
	background, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		a.Run(background)
		close(done)
	}()
	err = a.Server.Serve(ctx, listener)
	stop()
	<-done
	return err
}
