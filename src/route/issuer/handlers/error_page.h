/* The style of the error page, which is that of the pages before the door (docs/how/design.md), and
 * its hash for the Content-Security-Policy. */
#ifndef OSTIARY_ROUTE_AUTH_ERROR_PAGE_H
#define OSTIARY_ROUTE_AUTH_ERROR_PAGE_H

#define ERROR_PAGE_STYLE                                                                           \
	"html{color-scheme:light dark;font:400 15px/22px system-ui,sans-serif;"                    \
	"color:light-dark(oklch(.235 .014 268),oklch(.94 .004 85));"                               \
	"background:light-dark(oklch(.969 .004 85),oklch(.178 .006 268))}body{"                    \
	"position:relative;isolation:isolate;margin:0;min-height:100dvh;display:grid;"             \
	"justify-items:center;align-content:start;padding:96px 24px 24px;"                         \
	"box-sizing:border-box;overflow:clip}body::before{content:'';position:absolute;"           \
	"z-index:-1;inset:40px auto 0;width:576px;border-radius:288px 288px 0 0;"                  \
	"background:light-dark(oklch(.994 .002 85),oklch(.212 .007 268));"                         \
	"border:1px solid light-dark(oklch(.917 .005 85),oklch(.305 .009 268));"                   \
	"border-bottom:0}main{width:100%;max-width:384px;display:grid;gap:24px;"                   \
	"text-align:center}a{font-weight:500;text-decoration:none}a:focus-visible{"                \
	"outline:2px solid light-dark(oklch(.49 .175 266),oklch(.745 .118 266));"                  \
	"outline-offset:2px}.brand{display:inline-flex;align-items:center;gap:10px;"               \
	"justify-self:center;margin-bottom:8px;font-size:16px;font-weight:600;color:inherit;"      \
	"border-radius:6px}svg{width:28px}.door{fill:light-dark(oklch(.49 .175 266),"              \
	"oklch(.745 .118 266))}.arch{fill:none;stroke:light-dark(oklch(1 0 0),"                    \
	"oklch(.18 .035 266));stroke-width:2.75;stroke-linecap:round}.key{"                        \
	"fill:light-dark(oklch(1 0 0),oklch(.18 .035 266))}h1{margin:0;font-size:28px;"            \
	"line-height:36px;letter-spacing:-.021em;font-weight:600}p{margin:4px 0 0;"                \
	"color:light-dark(oklch(.42 .014 268),oklch(.81 .008 268))}small{"                         \
	"color:light-dark(oklch(.5 .014 268),oklch(.715 .012 268));font-size:13px;"                \
	"overflow-wrap:anywhere}.btn{display:grid;place-items:center;min-height:44px;"             \
	"border-radius:8px;background:light-dark(oklch(.49 .175 266),oklch(.745 .118 266));"       \
	"color:light-dark(oklch(1 0 0),oklch(.18 .035 266))}@media(max-width:45rem){body{"         \
	"padding:40px 16px 16px;background:light-dark(oklch(.994 .002 85),"                        \
	"oklch(.212 .007 268))}body::before{display:none}}@media(forced-colors:active){.btn{"      \
	"border:1px solid}.door{fill:ButtonText}.arch{stroke:Canvas}.key{fill:Canvas}}"

/* base64(SHA-256(ERROR_PAGE_STYLE)); a test compares the two. */
#define ERROR_PAGE_STYLE_HASH "sha256-64dmVAc1LjbICr4C0gzv91+gtBdaKXd65AOSFyX1Amc="

#endif
