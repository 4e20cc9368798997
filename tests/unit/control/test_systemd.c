/* SPDX-License-Identifier: BSD-2-Clause */
/* What systemd would be told, read from a socket in the place of its own (sd_notify(3)). */
#include "control/systemd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"

#define GIVE_UP_MS 10000

struct scene {
	char dir[64];
	struct sockaddr_un address;
	int fd;
	struct loop *loop;
	int pings;
	bool late;
};

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	(void)snprintf(scene->dir, sizeof(scene->dir), "/tmp/nuncio-systemd-XXXXXX");
	assert_non_null(mkdtemp(scene->dir));
	scene->address.sun_family = AF_UNIX;
	(void)snprintf(
		scene->address.sun_path, sizeof(scene->address.sun_path), "%s/notify", scene->dir);
	scene->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(scene->fd, (const struct sockaddr *)&scene->address, sizeof(scene->address)),
		0);
	assert_int_equal(setenv("NOTIFY_SOCKET", scene->address.sun_path, 1), 0);
	scene->loop = loop_new();
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	loop_free(scene->loop);
	close(scene->fd);
	unlink(scene->address.sun_path);
	assert_int_equal(rmdir(scene->dir), 0);
	free(scene);
	return 0;
}

/* The next message, "" when there is none. */
static void check_told(const struct scene *scene, const char *want)
{
	char got[512];
	ssize_t len = recv(scene->fd, got, sizeof(got), 0);

	check_str(str_make(got, len > 0 ? (size_t)len : 0), want, "told");
}

static void test_states(void **state)
{
	const struct scene *scene = *state;

	systemd_ready("2 feeds, 100% of the rules");
	check_told(scene, "READY=1\nSTATUS=2 feeds, 100% of the rules");
	systemd_reloading();
	check_told(scene, "RELOADING=1");
	systemd_stopping();
	check_told(scene, "STOPPING=1");
	check_told(scene, "");

	/* Started by hand: nobody is told, and nothing happens. */
	unsetenv("NOTIFY_SOCKET");
	systemd_ready("");
	systemd_stopping();
	check_told(scene, "");
}

static void on_ping(int fd, unsigned events, void *arg)
{
	struct scene *scene = arg;

	(void)fd;
	(void)events;
	check_told(scene, "WATCHDOG=1");
	scene->pings++;
	if (scene->pings == 3) {
		loop_stop(scene->loop);
	}
}

static void on_late(void *arg)
{
	struct scene *scene = arg;

	scene->late = true;
	loop_stop(scene->loop);
}

/* Fed again and again, at half the interval that the unit asks for. */
static void test_watchdog(void **state)
{
	struct scene *scene = *state;
	struct loop_io *io = loop_io_new(scene->loop, scene->fd, on_ping, scene);
	struct loop_timer *late = loop_timer_new(scene->loop, on_late, scene);
	struct watchdog *watchdog;

	assert_null(watchdog_new(scene->loop));
	assert_int_equal(setenv("WATCHDOG_USEC", "20000", 1), 0);
	watchdog = watchdog_new(scene->loop);
	assert_non_null(watchdog);
	loop_io_set(io, LOOP_READ);
	loop_timer_set(late, GIVE_UP_MS);
	loop_run(scene->loop);
	assert_false(scene->late);
	watchdog_free(watchdog);
	watchdog_free(NULL);
	loop_timer_free(late);
	loop_io_free(io);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_states, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_watchdog, set_up, tear_down),
	};

	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
