package job

import "context"

type beatKey struct{}

// Beating has Beat call f in all work that is done with the context. f is called often, by several goroutines at once.
func Beating(ctx context.Context, f func()) context.Context {
	return context.WithValue(ctx, beatKey{}, f)
}

// Beat says that long work goes on: a part of it was done, without a failure.
func Beat(ctx context.Context) {
	if f, ok := ctx.Value(beatKey{}).(func()); ok {
		f()
	}
}
