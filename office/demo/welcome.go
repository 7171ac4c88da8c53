package demo

import "fmt"

// Welcome says where the demonstration is, as whom to sign in, and where codes appear. at is its address, without a slash at the end.
func Welcome(at string) string {
	return fmt.Sprintf(`
群众办事  %[1]s
          任填一个手机号登录，验证码打印在这里
工作台    %[1]s/desk
          密码都是 %[2]s，用户名：
          窗口 zhoumin、wanglei      出件 suntao
          审查 lizhiqiang            决定 zhaowenbin
          专席 zhuanxi               回访 huifang
          监管 jianguan              局领导 leader
          事项编辑 bianji            发布 fabu
          三员 xitong、anquan、shenji（动态口令：wuyou staff totp 用户名 --demo）

从头到尾走一遍，看 README.zh-CN.md 的“十分钟看一遍”。按 Ctrl+C 停止。
`, at, Password)
}
