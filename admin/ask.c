/* SPDX-License-Identifier: MIT */
/* ask.c - one request to a web server; see ask.h. */
#include "ask.h"

#include <string.h>
#include <strings.h>

#include <curl/curl.h>

/* "Name: value\r\n"; true and the value, if it is that name. */
static bool
is_field(struct slice line, const char *name, struct slice *ret)
{
	size_t n = strlen(name);

	if (line.n <= n || strncasecmp(line.s, name, n) != 0 ||
	    line.s[n] != ':')
		return false;
	*ret = (struct slice){ line.s + n + 1, line.n - n - 1 };
	while (ret->n > 0 && (ret->s[0] == ' ' || ret->s[0] == '\t')) {
		ret->s++;
		ret->n--;
	}
	while (ret->n > 0 && strchr("\r\n \t", ret->s[ret->n - 1]) != NULL)
		ret->n--;
	return true;
}

static size_t
take_header(char *line, size_t size, size_t n, void *arg)
{
	struct answer *a = arg;
	struct slice   whole = { line, size * n }, value;

	if (is_field(whole, "Location", &value) &&
	    value.n < sizeof(a->location)) {
		memcpy(a->location, value.s, value.n);
		a->location[value.n] = '\0';
	}
	if (is_field(whole, "X-Redirect-By", &value))
		a->by_detour = slice_starts(value, "detour");
	return whole.n;
}

static size_t
drop_body(char *data, size_t size, size_t n, void *arg)
{
	(void)data;
	(void)arg;
	return size * n;
}

static struct curl_slist *
make_headers(const char *host)
{
	struct curl_slist *list =
	    curl_slist_append(NULL, "Cache-Control: no-cache");
	char text[URL_HOST_MAX + 16];

	if (host != NULL) {
		snprintf(text, sizeof(text), "Host: %s", host);
		list = curl_slist_append(list, text);
	}
	return list;
}

static CURLcode
perform(CURL *curl, const char *url, struct curl_slist *headers,
    struct answer *ret)
{
	long     status = 0;
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ASK_SECONDS);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "detour/" DETOUR_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, ret);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
	code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	ret->status = (int)status;
	return code;
}

enum status
ask(struct session *s, const char *url, const char *host, struct answer *ret)
{
	struct curl_slist *headers = make_headers(host);
	CURL              *curl = curl_easy_init();
	CURLcode           code = CURLE_OUT_OF_MEMORY;

	*ret = (struct answer){ 0 };
	if (curl != NULL && headers != NULL)
		code = perform(curl, url, headers, ret);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	if (code == CURLE_OK)
		return EXIT_YES;
	return said(s,
	    code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ?
		EXIT_USAGE :
		EXIT_FAIL,
	    "'%s' cannot be asked: %s", url, curl_easy_strerror(code));
}
