//! Extensions, which there are none of.

use super::context::{Answer, Context};

pub(super) fn refuse<T>(cx: &Context<'_>) -> Answer<T> {
    cx.refuse(
        "extensions",
        "leave it out here: put it into a migration for PostgreSQL alone, or use schema.sql(...).on(Postgres)",
    )
}
