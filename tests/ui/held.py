"""Which tests and pictures hold which item of what a person at the bedside may expect."""

from __future__ import annotations

#: Items that other tests hold, by file and name.
ELSEWHERE = {
    1: ("ui/test_window_behaviour.py::test_the_demo_is_one_click_away_and_says_so",
        "ui/test_findings.py::test_the_word_demo_stands_where_no_mark_can_be"),
    4: ("ui/test_traces_view.py::test_lost_samples_are_hatched_and_no_trace_goes_through",
        "ui/test_words.py::test_a_muscle_that_cannot_be_counted_shows_a_dash_and_never_zero"),
    5: ("ui/test_window_behaviour.py::test_a_stream_that_falls_silent_is_said_and_clears_itself",),
    7: ("core/engine/test_derivation.py::test_counting_and_sound_do_not_know_of_it",
        "ui/test_window_behaviour.py::test_display_filters_say_that_what_is_stored_is_not_touched"),
    9: ("ui/test_window_laws.py::test_no_key_is_given_twice",
        "ui/test_window_laws.py::test_every_command_with_a_key_is_in_the_menu"),
    10: ("ui/test_window_behaviour.py::test_recording_starts_stops_and_the_stop_can_be_taken_back",
         "ui/test_window_behaviour.py::test_reset_counts_anew_and_can_be_taken_back"),
    11: ("ui/test_window_laws.py::test_every_control_is_reached_by_tab",
         "ui/test_window_laws.py::test_tab_order_is_reading_order",
         "ui/test_window_laws.py::test_tab_walks_in_reading_order_inside_the_bare_window_too",
         "ui/test_window_laws.py::test_tab_shows_a_ring_where_the_keyboard_is"),
    12: ("ui/test_window_laws.py::test_every_control_has_an_accessible_name",),
    13: ("ui/test_window_laws.py::test_text_and_traces_stand_out",),
    14: ("ui/test_findings.py::test_questions_follow_the_theme",),
    17: ("ui/test_window_behaviour.py::test_what_was_set_is_there_again",
         "ui/test_window_behaviour.py::test_f48_settings_that_make_no_sense_become_defaults",
         "ui/test_findings.py::test_resetting_settings_is_agreed_to_first"),
    18: ("ui/test_window_behaviour.py::test_dropping_a_file_opens_it",),
    19: ("core/session/test_export.py::test_progress_rises_and_stopping_leaves_nothing",
         "core/engine/test_refiltering.py::test_the_newest_changes_first_and_the_rest_follows_without_a_sample_wrong"),
    20: ("ui/test_window_behaviour.py::test_a_fault_inside_becomes_a_banner_and_no_traceback",),
    23: ("ui/test_montage.py::test_a_selection_is_given_a_muscle_and_that_can_be_undone",
         "ui/test_montage.py::test_what_is_wrong_is_said_per_channel",
         "ui/test_montage.py::test_order_and_colour_reach_every_view",
         "ui/test_montage.py::test_bad_and_hidden_channels_are_ticked_and_undone"),
    24: ("core/check/test_check.py::test_impedance_is_held_against_its_limit",),
    25: ("core/audio/test_sonify.py::test_mute_solo_and_volume",
         "ui/test_window_behaviour.py::test_mute_and_solo_reach_the_sound"),
    27: ("core/session/test_playback.py::test_seek_pause_and_speed_while_playing",
         "integration/test_any_cut.py::",
         "ui/test_review.py::test_f50_playback_says_so_cannot_record_and_moves_the_cursor"),
    28: ("ui/test_session_dialog.py::",),
    30: ("ui/test_language.py::test_nearly_every_text_has_its_german", "ui/test_language.py::test_german_fits"),
    31: ("ui/test_screen_saver.py::test_the_desktop_is_asked_and_released",),
    32: ("integration/test_command_line.py::test_version_and_help_of_everything",),
}  # fmt: skip

#: Items, or parts of them, that only a picture shows.
PICTURES = {
    4: ("monitor-dark", "monitor-paused"),
    13: ("monitor-contrast",),
    14: ("monitor-dark", "monitor-light", "monitor-contrast"),
    15: ("bedside", "bedside-1024x600", "monitor-1024x600", "monitor-1024x600-light"),
    6: ("monitor-single",),
    23: ("montage-editor",),
}
