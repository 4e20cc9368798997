/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parses OPML in a jail of its own: nothing of the document is looked at before jail_enter. Bounded by the jail's memory
 * and CPU limits; texts are cut at what the other side accepts. Keeps true: one OPML_FRAME_END, and nothing after it.
 */
#include "conf/opml_child.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/pack.h"
#include "parse/xml.h"
#include "reader/frame.h"
#include "text/charset.h"
#include "text/utf8.h"

/* Memory beyond what is there already: converted text. */
#define CHILD_MEMORY (64u << 20)
#define CHILD_CPU_MS 15000
#define SEND_BYTES (64u << 10)

struct child {
	int socket;
	struct buf out;
	struct buf tags;                     /* those of the open outlines: "news,asia" */
	size_t lengths[LIMIT_XML_DEPTH + 1]; /* of `tags` before each open element */
	size_t depth;
	bool has_root; /* the first element was <opml> */
	bool is_other; /* it was not */
	char root[64];
};

static void send_out(struct child *child)
{
	if (child->out.full || frame_send(child->socket, buf_str(&child->out), -1) < 0) {
		_exit(JAIL_EXIT_FRAME);
	}
	buf_clear(&child->out);
}

static struct str attribute(const struct xml_element *element, const char *name)
{
	return str_trim(xml_attribute(element, NAMES_NONE, str_from(name)));
}

/* Whole code points, and no more than the other side takes. */
static struct str cut(struct str text)
{
	size_t length = text.len < LIMIT_FEED_TEXT ? text.len : LIMIT_FEED_TEXT;

	while (length < text.len && length > 0 &&
		((unsigned char)text.ptr[length] & 0xc0) == 0x80) {
		length--;
	}
	return str_slice(text, 0, length);
}

/* One tag, in which no comma may stand. */
static void add_tag(struct buf *tags, struct str tag)
{
	tag = str_trim(tag);
	if (tag.len == 0 || tags->len + tag.len + 1 >= tags->max) {
		return;
	}
	if (tags->len > 0) {
		buf_add_byte(tags, ',');
	}
	for (size_t i = 0; i < tag.len; i++) {
		char c = tag.ptr[i];

		if (c == ',') {
			c = ' ';
		}
		buf_add_byte(tags, c);
	}
}

/* OPML 2.0, category: slash-delimited paths, separated by commas. */
static void add_categories(struct buf *tags, struct str categories)
{
	struct str path;
	struct str part;

	while (categories.len > 0 && str_cut(&categories, ',', &path)) {
		while (path.len > 0 && str_cut(&path, '/', &part)) {
			add_tag(tags, part);
		}
	}
}

static struct str name_of(const struct xml_element *element)
{
	struct str text = attribute(element, "text");

	return text.len > 0 ? text : attribute(element, "title");
}

static void send_outline(struct child *child, const struct xml_element *element, struct str url)
{
	size_t length = child->tags.len;
	size_t begin = frame_begin(&child->out, OPML_FRAME_OUTLINE);

	add_categories(&child->tags, attribute(element, "category"));
	pack_str(&child->out, cut(url));
	pack_str(&child->out, cut(name_of(element)));
	pack_str(&child->out, cut(buf_str(&child->tags)));
	pack_str(&child->out, cut(attribute(element, "language")));
	pack_str(&child->out, cut(attribute(element, "fulltext")));
	frame_end(&child->out, begin);
	child->tags.len = length;
	if (child->out.len > SEND_BYTES) {
		send_out(child);
	}
}

static bool on_start(void *arg, const struct xml_element *element)
{
	struct child *child = arg;

	if (!child->has_root) {
		struct str name = str_slice(element->name, 0, sizeof(child->root) - 1);

		child->has_root = true;
		child->is_other = !str_eq(element->name, STR("opml"));
		for (size_t i = 0; i < name.len; i++) {
			child->root[i] = name.ptr[i];
		}
		if (child->is_other) {
			return false;
		}
	}
	if (child->depth > LIMIT_XML_DEPTH) {
		return false;
	}
	child->lengths[child->depth++] = child->tags.len;
	if (str_eq(element->name, STR("outline"))) {
		struct str url = attribute(element, "xmlurl");

		if (url.len > 0) {
			send_outline(child, element, url);
		} else {
			add_tag(&child->tags, name_of(element));
		}
	}
	return true;
}

static bool on_end(void *arg, struct str name)
{
	struct child *child = arg;

	(void)name;
	if (child->depth > 0) {
		child->tags.len = child->lengths[--child->depth];
	}
	return true;
}

static bool on_text(void *arg, struct str text, bool is_stable)
{
	(void)arg;
	(void)text;
	(void)is_stable;
	return true;
}

static void say_outcome(const struct child *child, const struct xml_result *result, struct buf *out)
{
	if (child->is_other) {
		buf_printf(out, "is not OPML: it begins with <%s>", child->root);
	} else if (!child->has_root) {
		buf_printf(out, "is not OPML: there is no element in it");
	} else if (result->outcome == XML_CUT) {
		buf_printf(out, "ends before all its elements do");
	} else if (result->outcome != XML_WHOLE) {
		buf_printf(out, "is broken: %s",
			result->error[0] ? result->error : "it nests too deeply");
	}
}

static void parse(struct child *child, struct str text)
{
	static const struct xml_handler handler = {on_start, on_end, on_text};
	struct xml_result result;
	struct buf error;

	buf_init(&error, LIMIT_FEED_TEXT);
	xml_parse(text, &handler, child, &result);
	say_outcome(child, &result, &error);

	size_t begin = frame_begin(&child->out, OPML_FRAME_END);
	pack_u32(&child->out, error.len > 0 ? (uint32_t)result.line : 0);
	pack_str(&child->out, buf_str(&error));
	frame_end(&child->out, begin);
	send_out(child);
}

_Noreturn void opml_child_run(int socket, struct str bytes)
{
	static struct child child;
	struct jail *jail = jail_new();
	struct charset_verdict verdict;
	struct buf scratch;
	struct str text;

	charset_warm_up();
	buf_init(&scratch, 2 * (size_t)LIMIT_FEED_FILE);
	buf_init(&child.out, FRAME_BUFFER_MAX);
	buf_init(&child.tags, LIMIT_FEED_TEXT);
	child.socket = JAIL_SOCKET;
	if (!jail || jail_enter(jail, socket, CHILD_MEMORY + 3 * bytes.len) < 0 ||
		jail_set_cpu_limit(CHILD_CPU_MS) < 0) {
		_exit(JAIL_EXIT_JAIL);
	}
	if (charset_to_utf8(bytes, STR(""), &scratch, &verdict, &text) < 0) {
		_exit(JAIL_EXIT_MEMORY);
	}
	parse(&child, text);
	_exit(JAIL_EXIT_DONE);
}
