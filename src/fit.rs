//! Fitting the model on pages whose answer is known.
mod align;
mod boost;
mod data;
use crate::*;
use crate::cue::Cues;
use rayon::prelude::*;
use boost::*;
use data::*;

/// dev
pub fn dev(sets: Vec<(String, f32, Vec<GoldPage>)>, packs: &[Pack], args: &[String]) {
    let arg = |name: &str, default: f64| args.iter().find_map(|a| a.strip_prefix(&format!("{name}="))).map_or(default, |v| v.parse().unwrap());
    let cues = Cues::compile(packs);
    let t = std::time::Instant::now();
    let all: Vec<(usize, &GoldPage, f32)> = sets.iter().enumerate().flat_map(|(i, (_, w, p))| p.iter().map(move |p| (i, p, *w))).collect();
    let mut samples: Vec<Sample> = all.par_iter().map(|(_, p, w)| Sample::of(p, *w, &cues)).collect();
    let folds = deal(&all.iter().map(|a| a.1).collect::<Vec<_>>(), 5);
    for (s, f) in samples.iter_mut().zip(folds) { s.fold = f; }
    eprintln!("samples {:?}", t.elapsed());
    let drop = arg("drop", 0.4) as f32;
    let mut table = Table::of(&samples, true, 1.0 - drop);
    let n = table.rows.len();
    if drop > 0.0 { table.append(Table::of(&samples, false, drop)); }
    table.normalise();
    eprintln!("table {} lines {} columns {:?}", table.article.len(), table.columns.len(), t.elapsed());
    let classes: Vec<bool> = crate::evidence::registry().iter().map(|d| matches!(d.buckets, crate::evidence::Buckets::Names(_))).collect();
    let lines = Lines { columns: &table.columns, classes: &classes, article: &table.article, weights: &table.weights };
    let settings = Settings { trees: arg("trees", 300.) as usize, depth: arg("depth", 2.) as usize, rate: arg("rate", 0.2), ridge: arg("ridge", 5.0), least_hessian: arg("least", 20.0), column_share: arg("cols", 0.3), line_share: arg("rows", 0.5) };
    let mut scores = vec![0f32; table.article.len()];
    let nf = arg("folds", 5.0) as usize;
    for fold in 0..nf {
        // tail-ar: weight 0 in set => never in training
        let train: Vec<u32> = table.rows.iter().zip(&table.folds).enumerate().filter(|(i, (_, f))| **f != fold && samples[i % n].weight > 0.0).flat_map(|(_, (r, _))| r.start as u32..r.end as u32).collect();
        let trees = boost::fit(&lines, &train, &settings);
        let test: Vec<u32> = table.rows[..n].iter().zip(&table.folds).filter(|(_, f)| **f == fold).flat_map(|(r, _)| r.start as u32..r.end as u32).collect();
        for t in &trees { add(t, &table.columns, &test, &mut scores); }
        eprintln!("fold {fold} {:?}", t.elapsed());
    }
    let model = Model::builtin();
    let mut sums = vec![(0.0, 0.0, 0.0, 0.0, 0usize); sets.len()];
    let res: Vec<_> = (0..n).into_par_iter().filter(|i| samples[*i].fold < nf).map(|i| {
        let s = &samples[i];
        let q: Vec<f32> = scores[table.rows[i].clone()].iter().map(|&s| crate::choice::logistic(s)).collect();
        let w: Vec<u32> = s.tally.lines.iter().map(|l| l.len() as u32).collect();
        let mut kept = Vec::new();
        crate::choice::choose(&q, &w, &mut kept);
        let a = s.tally.f1(kept.iter().copied());
        let ev = crate::evidence::Evidence::of(&s.reading, &s.cues);
        if let Some(b) = crate::cut::first_line_below(&model.cut, &s.reading, &s.cues, ev.cohesion(), &q) { kept[b..].fill(false); }
        let b = s.tally.f1(kept.iter().copied());
        let keep_all = s.tally.f1(kept.iter().map(|_| true));
        let aligned = s.tally.f1(s.shares.iter().map(|&x| x >= 0.5));
        (all[i].0, a, b, keep_all, aligned)
    }).collect();
    for (set, a, b, c, d) in res { let s = &mut sums[set]; s.0 += a; s.1 += b; s.2 += c; s.3 += d; s.4 += 1; }
    let (mut m0, mut m1, mut k) = (0.0, 0.0, 0.0);
    for (s, (name, w, _)) in sums.iter().zip(&sets) {
        let n = s.4 as f64;
        println!("{name:16} all {:.4} aligned {:.4} lines {:.4} cut {:.4}", s.2 / n, s.3 / n, s.0 / n, s.1 / n);
        if *w > 0.0 && !name.starts_with("clean") { m0 += s.0 / n; m1 += s.1 / n; k += 1.0; }
    }
    println!("mean lines {:.4} cut {:.4}   {:?}", m0 / k, m1 / k, t.elapsed());
}
