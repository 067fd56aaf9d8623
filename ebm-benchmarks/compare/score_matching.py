"""Exact score matching on 25 Gaussians in JAX, with the protocol of studies/25gaussians-losses.yaml.

An optional comparison, which nothing builds or runs: how far seeds scatter in another implementation.

    pip install jax
    python ebm-benchmarks/compare/score_matching.py SEED STEPS

Prints the seed, the steps, the mean squared error of the log-density on 5,000 points, and seconds.
"""

import sys
import time

import jax
import jax.numpy as jnp

WIDTHS = [2, 128, 128, 128, 128, 1]
PLACES = [-4.0, -2.0, 0.0, 2.0, 4.0]
CENTRES = jnp.array([(x, y) for x in PLACES for y in PLACES]) / 1.414
DEVIATION = 0.2 / 1.414
EVERY = 1000


def init(key):
    """Uniform within one over the root of the inputs, as torch.nn.Linear."""
    params = []
    for n, m in zip(WIDTHS[:-1], WIDTHS[1:]):
        key, w, b = jax.random.split(key, 3)
        params.append([jax.random.uniform(k, s, minval=-(n**-0.5), maxval=n**-0.5) for k, s in ((w, (n, m)), (b, (m,)))])
    return params


def energy(params, x):
    for weight, bias in params[:-1]:
        x = jax.nn.softplus(x @ weight + bias)
    weight, bias = params[-1]
    return (x @ weight + bias)[0]


def draw(key, n):
    mode, noise = jax.random.split(key)
    return CENTRES[jax.random.randint(mode, (n,), 0, 25)] + DEVIATION * jax.random.normal(noise, (n, 2))


def log_density(x):
    squares = ((x[:, None] - CENTRES) ** 2).sum(-1) / (2 * DEVIATION**2)
    return jax.scipy.special.logsumexp(-squares, axis=1) - jnp.log(25 * 2 * jnp.pi * DEVIATION**2)


def loss(params, x):
    def row(x):
        score = jax.grad(energy, 1)(params, x)
        return 0.5 * (score**2).sum() - jnp.trace(jax.hessian(energy, 1)(params, x))

    return jax.vmap(row)(x).mean()


def update(state, key):
    params, m, v, ema, t = state
    t = t + 1
    g = jax.grad(loss)(params, draw(key, 128))
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, v, g)
    step = lambda p, m, v: p - 1e-3 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
    params = jax.tree.map(step, params, m, v)
    ema = jax.tree.map(lambda e, p: 0.999 * e + 0.001 * p, ema, params)
    return (params, m, v, ema, t), None


def error(params, key):
    x = draw(key, 5000)
    weights = -jax.vmap(lambda x: energy(params, x))(x) - log_density(x)
    return ((weights - jax.scipy.special.logsumexp(weights) + jnp.log(5000.0)) ** 2).mean()


seed, steps = int(sys.argv[1]), int(sys.argv[2])
key, first = jax.random.split(jax.random.PRNGKey(seed))
start = init(first)
zeros = jax.tree.map(jnp.zeros_like, start)
state = (start, zeros, zeros, start, jnp.float32(0))
train = jax.jit(lambda state, key: jax.lax.scan(update, state, jax.random.split(key, EVERY))[0])
began = time.time()
for done in range(EVERY, steps + 1, EVERY):
    key, rows, fresh = jax.random.split(key, 3)
    state = train(state, rows)
    print(seed, done, "%.3f" % error(state[3], fresh), "%.1f" % (time.time() - began), flush=True)
