/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One load of the feed lists. The thread owns the result until it has sent the wake-up, the main thread behind it; they share
 * nothing else but the configuration, which nobody changes meanwhile.
 */
#include "feed_load.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"
#include "conf/feeds.h"
#include "conf/feeds_copy.h"

struct feed_load {
	struct feed_load_config config; /* its path is owned */
	struct loop_wakeup *wakeup;     /* owned */
	pthread_t thread;
	bool is_threaded;
	feed_loaded_fn *fn;
	void *arg;
	struct feed_specs specs;
	struct diags diags;
	struct feed_loaded loaded;
};

static void fall_back(struct feed_load *load)
{
	struct feed_specs kept;

	feed_specs_init(&kept);
	load->loaded.copy_error = feeds_copy_read(load->config.copy, &kept);
	if (load->loaded.copy_error == 0) {
		struct feed_specs broken = load->specs;

		load->specs = kept;
		kept = broken;
		load->loaded.from_last_good = true;
	} else if (load->loaded.copy_error == -ENOENT) {
		load->loaded.copy_error = 0;
	}
	feed_specs_done(&kept);
}

static void *run(void *arg)
{
	struct feed_load *load = arg;

	load->loaded.good = feeds_load(load->config.conf, &load->specs, &load->diags) == 0;
	if (load->loaded.good) {
		load->loaded.copy_error = feeds_copy_write(load->config.copy, &load->specs);
	} else if (load->config.fall_back) {
		fall_back(load);
	}
	loop_wakeup_send(load->wakeup);
	return NULL;
}

static void on_done(void *arg)
{
	struct feed_load *load = arg;

	load->fn(&load->loaded, load->arg);
}

/* Signals are the main thread's. */
static bool start_thread(struct feed_load *load)
{
	sigset_t all;
	sigset_t before;
	int result;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&load->thread, NULL, run, load);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0;
}

struct feed_load *feed_load_start(
	struct loop *loop, const struct feed_load_config *config, feed_loaded_fn *fn, void *arg)
{
	struct feed_load *load = mem_zalloc(sizeof(*load));

	load->wakeup = loop_wakeup_new(loop, on_done, load);
	if (!load->wakeup) {
		free(load);
		return NULL;
	}
	load->config = *config;
	load->config.copy = mem_strdup(config->copy);
	load->fn = fn;
	load->arg = arg;
	feed_specs_init(&load->specs);
	diags_init(&load->diags);
	load->loaded.specs = &load->specs;
	load->loaded.diags = &load->diags;
	load->is_threaded = start_thread(load);
	if (!load->is_threaded) {
		(void)run(load); /* slower for others, but not lost */
	}
	return load;
}

void feed_load_free(struct feed_load *load)
{
	if (!load) {
		return;
	}
	if (load->is_threaded) {
		(void)pthread_join(load->thread, NULL);
	}
	loop_wakeup_free(load->wakeup);
	feed_specs_done(&load->specs);
	diags_done(&load->diags);
	free((char *)load->config.copy);
	free(load);
}
