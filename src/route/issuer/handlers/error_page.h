/* The style of the error page, and its hash for the Content-Security-Policy. */
#ifndef OSTIARY_ROUTE_AUTH_ERROR_PAGE_H
#define OSTIARY_ROUTE_AUTH_ERROR_PAGE_H

#define ERROR_PAGE_STYLE                                                                           \
	"main{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}"

/* base64(SHA-256(ERROR_PAGE_STYLE)); a test compares the two. */
#define ERROR_PAGE_STYLE_HASH "sha256-S/1i8jNfR67U9sX5k+RWPZigQmzcXFDVH0frxRkudGo="

#endif
