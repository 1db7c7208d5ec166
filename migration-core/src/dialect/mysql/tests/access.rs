//! Roles and grants.

use super::after;
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Privilege::*;

#[test]
fn roles_are_created_and_dropped() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_role("readers").if_not_exists();
        schema.create_role("writers").member_of("readers");
        schema.create_role("app").login();
        schema.rename_role("readers", "everyone");
        schema.drop_role("writers").if_exists();
    }), @r#"
    CREATE ROLE IF NOT EXISTS `readers`;
      -- outside transaction | + role "readers"
    CREATE ROLE `writers`;
      -- outside transaction | + role "writers"
    GRANT `readers` TO `writers`;
      -- outside transaction
    MySQL has no roles that log in
      help: create a user with its password on the server, and grant it the role
    MySQL has no way to rename a role
      help: create the new one, grant it what the old one has, and drop that
    DROP ROLE IF EXISTS `writers`;
      -- outside transaction | - role "writers"
    "#);
}

#[test]
fn rights_are_granted_and_revoked() {
    insta::assert_snapshot!(after(|schema| {
        blog(schema);
        schema.create_schema("audit");
    }, |schema| {
        schema.grant([Select, Insert], "posts").to(["app", "it's@localhost"]).with_grant_option();
        schema.grant([All], on_schema("audit")).to("app");
        schema.revoke([Insert], "posts").from("app");
        schema.revoke([Select], "posts").from("app").grant_option_only();
        schema.grant([Truncate], "posts").to("app");
    }), @r"
    GRANT SELECT, INSERT ON `posts` TO 'app', 'it''s'@'localhost' WITH GRANT OPTION;
      -- outside transaction
    GRANT ALL ON `audit`.* TO 'app';
      -- outside transaction
    REVOKE INSERT ON `posts` FROM 'app';
      -- outside transaction
    REVOKE GRANT OPTION ON `posts` FROM 'app';
      -- outside transaction
    MySQL has no privilege TRUNCATE of its own
      help: leave it out: who may drop a table may empty it, and a schema can be used by whom something in it is granted to
    ");
}
