package dev.ebm.app.command;

/** A command that shows what is wrong with plugins, instead of refusing to run because of it. */
public interface ShowsPluginProblems {}
