migratory::sql_migrations!("sql/bad_header");

fn main() {}
