//! What the compiler says to wrong uses of the macros: `ui/*.rs`, each with the `.stderr` that it must give.
//!
//! After a change of a message, `TRYBUILD=overwrite cargo test -p migratory-tests --test ui` writes the files anew; read
//! each before it is committed. What must compile is in `migration_macro.rs`.

#[test]
fn wrong_uses_are_reported_at_the_users_token() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
