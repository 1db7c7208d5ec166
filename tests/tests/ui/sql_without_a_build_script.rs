migratory::sql_migrations!("sql/without_a_build_script");

fn main() {}
