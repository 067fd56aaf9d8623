/**
 * Planned execution of float32 programs: a program becomes, once, a list of steps over one arena of
 * floats; running it then only walks the list. {@link dev.ebm.backend.jvm.plan.RowLabels} says
 * which operations run by groups of rows; {@link dev.ebm.backend.jvm.plan.Fusion} joins
 * element-wise ones; {@link dev.ebm.backend.jvm.plan.PlanBuilder} makes a step of each unit, and of
 * those of a stage that run by groups one {@link dev.ebm.backend.jvm.plan.Stretch}.
 */
package dev.ebm.backend.jvm.plan;
