import CKernels

extension ScalarKernels {
  /// Softmax of each row; see ``KernelSet/softmax(_:rows:into:maxima:sums:)``.
  static func softmax(
    _ z: UnsafePointer<Float>, _ zStride: Int, rows: Int, columns: Int,
    into p: UnsafeMutablePointer<Float>, _ pStride: Int, maxima: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    for r in 0..<rows {
      let logits = unsafe z + r * zStride
      let probabilities = unsafe p + r * pStride
      var maximum = -Float.infinity
      for j in 0..<columns where unsafe logits[j] > maximum { maximum = unsafe logits[j] }
      var sum: Float = 0
      for j in 0..<columns {
        let power = unsafe Exponential.unchecked(logits[j] - maximum)
        unsafe probabilities[j] = power
        sum += power
      }
      for j in 0..<columns { unsafe probabilities[j] /= sum }
      unsafe maxima[r] = maximum
      unsafe sums[r] = sum
    }
  }

  /// `x = x > 0 ? x : +0`.
  static func relu(_ x: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { unsafe x[i] = x[i] > 0 ? x[i] : 0 }
  }

  /// `delta = a > 0 ? delta : +0`.
  static func maskInactive(
    _ delta: UnsafeMutablePointer<Float>, activations a: UnsafePointer<Float>, count: Int
  ) {
    for i in 0..<count { unsafe delta[i] = a[i] > 0 ? delta[i] : 0 }
  }

  /// Plain SGD; see ``KernelSet/sgd(_:gradient:rows:rate:scale:decay:)``.
  static func sgd(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, count: Int, scale: Float,
    decay: Float, negativeRate: Float
  ) -> Bool {
    var finite = true
    for i in 0..<count {
      let gradient = unsafe (g[i] * scale).addingProduct(decay, w[i])
      let weight = unsafe w[i].addingProduct(negativeRate, gradient) + 0
      finite = finite && gradient.isFinite && weight.isFinite
      unsafe w[i] = weight
    }
    return finite
  }

  /// SGD with momentum; see ``KernelSet/momentum(_:velocity:gradient:rows:rate:scale:decay:momentum:nesterov:)``.
  static func momentum(
    _ w: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    count: Int, _ settings: ck_momentum
  ) -> Bool {
    let mu = settings.momentum
    var finite = true
    for i in 0..<count {
      let gradient = unsafe (g[i] * settings.scale).addingProduct(settings.decay, w[i])
      let velocity = unsafe gradient.addingProduct(mu, v[i]) + 0
      let direction = settings.nesterov ? gradient.addingProduct(mu, velocity) : velocity
      let weight = unsafe w[i].addingProduct(settings.negative_rate, direction) + 0
      finite = finite && gradient.isFinite && velocity.isFinite && weight.isFinite
      unsafe v[i] = velocity
      unsafe w[i] = weight
    }
    return finite
  }

  /// Adam and AdamW; ``KernelSet`` states the order of operations.
  static func adam(
    _ w: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, count: Int, _ settings: ck_adam
  ) -> Bool {
    var finite = true
    for i in 0..<count {
      let gradient = unsafe (g[i] * settings.scale).addingProduct(settings.decay, w[i])
      let shrunk = unsafe w[i].addingProduct(settings.negative_shrink, w[i])
      let mean =
        unsafe (gradient * settings.one_minus_beta1).addingProduct(settings.beta1, m[i]) + 0
      let square =
        unsafe (gradient * gradient * settings.one_minus_beta2)
        .addingProduct(settings.beta2, v[i]) + 0
      let root = (square * settings.inverse_correction2).squareRoot() + settings.epsilon
      let weight = shrunk.addingProduct(settings.negative_rate, mean / root) + 0
      finite =
        finite && gradient.isFinite && mean.isFinite && square.isFinite && weight.isFinite
      unsafe m[i] = mean
      unsafe v[i] = square
      unsafe w[i] = weight
    }
    return finite
  }
  /// A moving average; see ``KernelSet/average(_:of:rows:rate:)``.
  static func average(
    _ average: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int, rate: Float
  ) {
    for i in 0..<count {
      let before = unsafe average[i]
      unsafe average[i] = before.addingProduct(rate, x[i] - before) + 0
    }
  }
}
