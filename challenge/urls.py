"""Table of contents of the pages. The name of an address is the name of its view, template and test."""

from __future__ import annotations

from django.urls import path

from challenge.views import (
    access_log,
    account,
    after,
    answers,
    authors,
    before,
    board,
    cohort,
    cohort_settings,
    connect_document,
    door,
    feedback,
    grading,
    hand_in,
    joining,
    judged,
    live,
    machine,
    me,
    pictures,
    reading,
    run,
    step,
    steps,
    time_box,
    try_it,
)

urlpatterns = [
    path("", door.home, name="home"),
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-in/as/", door.sign_in_as, name="sign_in_as"),
    path("sign-out/", door.sign_out, name="sign_out"),
    # joining, and oneself
    path("sign-in/link/", door.ask_for_link, name="ask_for_link"),
    path("sign-in/link/<str:token>/", door.come_in, name="come_in"),
    path("join/<str:token>/", joining.accept_invitation, name="accept_invitation"),
    path("sign-up/<slug:key>/", joining.sign_up, name="sign_up"),
    path("me/", me.me, name="me"),
    # what anybody may read
    path("favicon.ico", reading.favicon, name="favicon"),
    path("words/", reading.words, name="words"),
    path("what-we-read/", reading.what_we_read, name="what_we_read"),
    # without an account
    path("try/", try_it.try_it, name="try_it"),
    path("look/<str:token>/look.sh", machine.own_look_script, name="own_look_script"),
    path("look/<str:token>/", machine.own_look_post, name="own_look_post"),
    # a group and its people
    path("cohorts/", cohort.cohort_list, name="cohort_list"),
    path("cohorts/<slug:key>/", cohort.cohort, name="cohort"),
    path("cohorts/<slug:key>/rules/", cohort.house_rules, name="house_rules"),
    path("cohorts/<slug:key>/settings/", cohort_settings.cohort_settings, name="cohort_settings"),
    path("cohorts/<slug:key>/copy/", cohort_settings.copy_cohort, name="copy_cohort"),
    path("cohorts/<slug:key>/archive/", cohort_settings.archive_cohort, name="archive_cohort"),
    path("cohorts/<slug:key>/people/", cohort_settings.cohort_people, name="cohort_people"),
    path("cohorts/<slug:key>/people/<int:membership_id>/go/", cohort_settings.let_go, name="let_go"),
    path("cohorts/<slug:key>/likeness/", cohort.likeness, name="likeness"),
    # what is asked, for authors
    path("challenges/", authors.challenge_list, name="challenge_list"),
    path("challenges/drafts/<int:draft_id>/", authors.definition_draft, name="definition_draft"),
    path("challenges/versions/<int:version_id>/", authors.definition_version, name="definition_version"),
    path("board/", board.board_list, name="board_list"),
    path("board/<slug:key>/", board.board, name="board"),
    # one candidate's work
    path("submissions/<int:submission_id>/", steps.steps, name="steps"),
    path("submissions/<int:submission_id>/start/", time_box.start_time, name="start_time"),
    path("submissions/<int:submission_id>/trial/", time_box.trial_end, name="trial_end"),
    path("submissions/<int:submission_id>/check/", steps.check_now, name="check_now"),
    path("submissions/<int:submission_id>/check/take-back/", steps.take_back_check, name="take_back_check"),
    path("submissions/<int:submission_id>/judged/", judged.choose_judged, name="choose_judged"),
    # how it is looked at: document, machine, account
    path("submissions/<int:submission_id>/machine/", machine.connect_machine, name="connect_machine"),
    path("submissions/<int:submission_id>/machine/script/", machine.machine_script, name="machine_script"),
    path("submissions/<int:submission_id>/machine/file/", machine.machine_file, name="machine_file"),
    path("submissions/<int:submission_id>/machine/ssh/", machine.machine_ssh, name="machine_ssh"),
    path("submissions/<int:submission_id>/machine/forget/", machine.machine_forget, name="machine_forget"),
    path("submissions/<int:submission_id>/machine/rebuilt/", machine.machine_rebuilt, name="machine_rebuilt"),
    path(
        "submissions/<int:submission_id>/machine/<int:target_id>/mine/", machine.machine_confirm, name="machine_confirm"
    ),
    path("submissions/<int:submission_id>/machine/<int:target_id>/wrong/", machine.machine_wrong, name="machine_wrong"),
    path("submissions/<int:submission_id>/account/", account.connect_account, name="connect_account"),
    path("submissions/<int:submission_id>/account/forget/", account.forget_keys, name="forget_keys"),
    path("submissions/<int:submission_id>/who-looked/", access_log.who_looked, name="who_looked"),
    path("submissions/<int:submission_id>/document/", connect_document.connect_document, name="connect_document"),
    # answers, hand-in and what comes after
    path("submissions/<int:submission_id>/hand-in/", hand_in.hand_in, name="hand_in"),
    path("submissions/<int:submission_id>/receipt/", hand_in.receipt, name="receipt"),
    path("submissions/<int:submission_id>/feedback/", after.feedback, name="feedback"),
    path("submissions/<int:submission_id>/export/", after.export, name="export"),
    path("submissions/<int:submission_id>/withdraw/", after.withdraw, name="withdraw"),
    path("submissions/<int:submission_id>/steps/<slug:step_key>/ask/", after.ask, name="ask"),
    # a reviewer's work
    path("submissions/<int:submission_id>/grade/", grading.grade, name="grade"),
    path("submissions/<int:submission_id>/grade/save/", grading.save_grade, name="save_grade"),
    path("submissions/<int:submission_id>/grade/undo/", grading.undo_decision, name="undo_decision"),
    path("submissions/<int:submission_id>/grade/<slug:step_key>/", grading.decide, name="decide"),
    path("submissions/<int:submission_id>/feedback/write/", feedback.write_feedback, name="write_feedback"),
    path("submissions/<int:submission_id>/steps/<slug:step_key>/", step.step, name="step"),
    path("submissions/<int:submission_id>/answers/<slug:step_key>/", answers.write_answer, name="write_answer"),
    path("submissions/<int:submission_id>/before/", before.before_hand_in, name="before_hand_in"),
    path("submissions/<int:submission_id>/pictures/", pictures.pictures, name="pictures"),
    path("submissions/<int:submission_id>/pictures/<path:name>", pictures.picture, name="picture"),
    path("submissions/<int:submission_id>/runs/", run.runs, name="runs"),
    path("runs/<int:run_id>/", run.run, name="run"),
    path("runs/<int:run_id>/cancel/", run.cancel_run, name="cancel_run"),
    path("runs/<int:run_id>/judge-again/", run.judge_again, name="judge_again"),
    # what is new, and the ticket to hear of it (the stream itself stands before Django, see config/asgi.py)
    path("live/submission/<int:submission_id>/", live.live_submission, name="live_submission"),
    path("live/cohort/<slug:key>/", live.live_cohort, name="live_cohort"),
    path("live/board/<slug:key>/", live.live_board, name="live_board"),
]
