package page

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// icon draws one of the icons below, the height of the words beside it. It says nothing to a screen
// reader: the words do. "" draws nothing.
func icon(name string) (template.HTML, error) {
	if name == "" {
		return "", nil
	}
	shapes, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">` + shapes + `</svg>`), nil
}

// icons are drawn on a grid of 24 with a line of 1.75, set by the stylesheet; a "solid" shape is filled.
var icons = map[string]string{
	"arrow":    `<path d="M4.5 12h15M13 5.5 19.5 12 13 18.5"/>`,
	"back":     `<path d="M19.5 12h-15M11 5.5 4.5 12 11 18.5"/>`,
	"bag":      `<path d="M4 8.5 12 4l8 4.5v8L12 21l-8-4.5zM4 8.5l8 4.5 8-4.5M12 13v8M8 6.3l8 4.5"/>`,
	"bell":     `<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4M12 5V3.5"/>`,
	"building": `<path d="M3.5 20.5h17M5.5 20.5V5.5h8v15M13.5 10h5v10.5M8.5 9h2M8.5 12.5h2M8.5 16h2M16 13.5v.1M16 17v.1"/>`,
	"calendar": `<rect x="3.5" y="5" width="17" height="15.5" rx="1.5"/><path d="M3.5 10h17M8 2.5V7M16 2.5V7M8 14h3M8 17h6"/>`,
	"card":     `<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3 9.5h18M6.5 15h4"/>`,
	"chart":    `<path d="M4 3.5V20h16.5M8.5 16.5v-5M13 16.5V7M17.5 16.5v-7"/>`,
	"check":    `<path d="m4.5 12.5 5 5 10-11"/>`,
	"clock":    `<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>`,
	"cross":    `<path d="m6 6 12 12M18 6 6 18"/>`,
	"download": `<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15"/>`,
	"elder":    `<path d="M2.5 19 8 5l5.5 14M4.5 14.5h7M15 19l3.2-8 3.3 8M16.2 16.2h4"/>`,
	"file":     `<path d="M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12.5h6M9 16h6"/>`,
	"help":     `<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.7v.1"/>`,
	"home":     `<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.5v11h12v-11M10 20.5v-6h4v6"/>`,
	"id-card": `<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10.5" r="2"/>` +
		`<path d="M5.5 16c.6-2.3 5.4-2.3 6 0M14.5 10H18M14.5 14H18"/>`,
	"info":   `<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.1"/>`,
	"key":    `<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8-8M15.5 8l3 3M18 5.5l2 2"/>`,
	"list":   `<path d="M9 6h11.5M9 12h11.5M9 18h11.5M4 6h.1M4 12h.1M4 18h.1"/>`,
	"lock":   `<rect x="5" y="10.5" width="14" height="10" rx="1.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>`,
	"menu":   `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"pen":    `<path d="m4 20 1-4.5L16 4.5a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19zM14 6.5l3.5 3.5"/>`,
	"people": `<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.7-4 3.2-6 6.5-6s5.8 2 6.5 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.2.8 3.5 2.6 4 5.5"/>`,
	"phone":  `<path d="M5.5 3.5h3.2l1.8 4.7-2.3 1.6a11.5 11.5 0 0 0 6 6l1.6-2.3 4.7 1.8v3.2c0 1.2-.9 2-2 2C10.5 20 4 13.5 3.5 5.5c0-1.1.8-2 2-2z"/>`,
	"pin":    `<path d="M12 21s7-6.4 7-11.5a7 7 0 0 0-14 0C5 14.6 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>`,
	"print":  `<path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 13.5h10v7H7zM16.5 10.7h.1"/>`,
	"qr":     `<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20h-1.5v-1.5"/>`,
	"search": `<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>`,
	"shield": `<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6zM8.5 12l2.5 2.5 4.5-5"/>`,
	"star":   `<path d="M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>`,
	"speak":  `<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>`,
	"upload": `<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 19.5h15"/>`,
	"user":   `<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4.5 3.7-6.5 7.5-6.5s6.7 2 7.5 6.5"/>`,
	"warn":   `<path d="M12 4 2.5 20.5h19zM12 10v5M12 17.7v.1"/>`,

	// the lamps: a shape each, so that the colour only helps
	"lamp-green":  `<circle class="solid" cx="12" cy="12" r="6.5"/>`,
	"lamp-yellow": `<path class="solid" d="M12 4.5 20 18.5H4z"/>`,
	"lamp-red":    `<path class="solid" d="m12 3.5 8.5 8.5-8.5 8.5L3.5 12z"/>`,
	"lamp-grey":   `<path class="solid" d="M6.5 5.5h4v13h-4zM13.5 5.5h4v13h-4z"/>`,
	"lamp-blue":   `<path class="solid" d="m3 12.8 3-3 4 4L18 5.3l3 3-11 11z"/>`,
}

// iconNames are the names of the icons, in order, without the lamps.
func iconNames() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(icons)), func(n string) bool { return strings.HasPrefix(n, "lamp-") })
}
