//! Budgets and what is measured against them.
