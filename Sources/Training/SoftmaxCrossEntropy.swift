internal import LinearAlgebra

/// The loss of a classifier: cross-entropy between softmax and a smoothed one-hot target.
///
/// For one image with logits `z`, probabilities `p = softmax(z)` and target distribution `t`:
///
///     L = -sum_j t_j log p_j,    t_j = (1 - e) [j = y] + e / K
///
/// with label `y`, `K` classes and label smoothing `e` (Szegedy et al., "Rethinking the Inception
/// architecture" (2016), section 7). With `m = max_k z_k` and `s = sum_k exp(z_k - m)`,
/// `log p_j = z_j - m - log s`; since `sum_j t_j = 1`:
///
///     L = log s - sum_j t_j (z_j - m)
///
/// which never takes the logarithm of a small number. The derivative is
///
///     dL/dz_k = d(log s)/dz_k - t_k = exp(z_k - m) / s - t_k = p_k - t_k
///
/// (the terms in `dm/dz_k` cancel). A minibatch of `B` images has the mean loss, so each image's
/// derivative is divided by `B`: here multiplied by `1 / B`, rounded once to Float32.
struct SoftmaxCrossEntropy: Sendable {
  /// The number of classes `K`.
  let classes: Int
  /// The target of the labelled class: `1 - e + e / K`.
  let hit: Float
  /// The target of every other class: `e / K`.
  let miss: Float

  init(classes: Int, labelSmoothing e: Float) {
    self.classes = classes
    miss = e / Float(classes)
    hit = 1 - e + miss
  }

  /// The loss `L` of the image in a row.
  func loss(
    logits z: PaddedMatrix, row: Int, label: Int, maximum m: Float, sum s: Float
  ) -> Double {
    let logSum = Logarithm.log(Double(s))
    let m = Double(m)
    guard miss != 0 else { return logSum - (Double(z[row, label]) - m) }
    var expected = 0.0
    for j in 0..<classes {
      expected += Double(j == label ? hit : miss) * (Double(z[row, j]) - m)
    }
    return logSum - expected
  }

  /// Turns the probabilities `p` of a row into `(p - t) * inverseBatch`, in place.
  func derivative(
    probabilities p: PaddedMatrix, row: Int, label: Int, inverseBatch: Float
  ) {
    p.withMutableRow(row) { p in
      for j in p.indices { p[j] = (p[j] - (j == label ? hit : miss)) * inverseBatch + 0 }
    }
  }
}
