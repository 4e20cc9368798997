/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes events of the daemon and hands them to the outbox. Decides nothing.
 */
#include "alert/event.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "text/date.h"
#include "text/json.h"

#define EVENT_VERSION 1

void event_send(struct outbox *outbox, struct str instance, const char *event,
	const struct event_field *fields)
{
	char time[DATE_RFC3339_SIZE];
	struct json_writer w;
	struct buf out;

	if (!outbox) {
		return;
	}
	buf_init(&out, LIMIT_ALERT);
	w = json_writer_start(&out);
	json_open_object(&w);
	json_key_int(&w, "v", EVENT_VERSION);
	json_key_str(&w, "time", str_make(time, date_format(clock_wall_s(), time)));
	json_key_str(&w, "instance", instance);
	json_key_str(&w, "event", str_from(event));
	for (; fields && fields->key; fields++) {
		if (fields->is_number) {
			json_key_int(&w, fields->key, fields->number);
		} else {
			json_key_str(&w, fields->key, fields->text);
		}
	}
	json_close_object(&w);
	if (!out.full) {
		outbox_control(outbox, buf_str(&out));
	}
	buf_done(&out);
}
