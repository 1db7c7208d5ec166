use migratory::prelude::*;

pub struct CreateScores;

#[migration]
impl Migration for CreateScores {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("scores", |t| {
            t.references("player_id", "players");
            t.integer("round");
            t.integer("points");
            t.primary_key(["player_id", "round"]);
        });
    }
}
