"""
The compiled part of the package paretile; use it through `import paretile`.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.dtypes
import typing
__all__: list[str] = ['Architecture', 'Axis', 'Compute', 'Dimension', 'Evaluator', 'Fanout', 'Layer', 'LayerCostModel', 'Level', 'Mapping', 'Precision', 'Problem', 'Provenance', 'PublishedFigures', 'Stop', 'Sweep', 'SweepFile', 'Tensor', 'Workload', 'answer', 'designs_of', 'explore', 'layer_dtype', 'layer_rows', 'layers_of', 'list_architectures', 'list_workloads', 'map', 'mapping_nodes', 'node_dtype', 'op_codes', 'suggest', 'verdict_names']
class Architecture:
    """
    A chip: storage levels and fan-outs from the outside in, then compute. Read-only.
    
    Examples
    --------
    >>> chip = paretile.Architecture.from_yaml("eyeriss")
    >>> chip
    <Architecture eyeriss: 5 levels, 168 compute units>
    >>> chip.level("glb").capacity_bits
    819200
    >>> chip.replace("glb", capacity_bits="216 KiB").level("glb").capacity_bits
    1769472
    """
    @staticmethod
    def from_yaml(source: typing.Any) -> Architecture:
        """
        A chip from YAML (docs/yaml_format.md).
        
        Parameters
        ----------
        source : str or os.PathLike
            YAML text (it has more than one line), a shipped name (`list_architectures()`) or a path.
        
        Raises
        ------
        InputError
            With every mistake of the text.
        
        Examples
        --------
        >>> paretile.Architecture.from_yaml("simple_2level").level("buffer").name
        'buffer'
        """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def _repr_html_(self) -> typing.Any:
        """
        The chip as a drawing, for notebooks.
        """
    def fanout(self, name: str) -> Fanout:
        """
        The fan-out of that name. Raises InputError with the near miss.
        """
    def instances(self, name: str) -> int:
        """
        int: physical instances of a level, a fan-out or the compute unit.
        """
    def level(self, name: str) -> Level:
        """
        The level of that name. Raises InputError with the near miss.
        """
    def replace(self, component: str | None = None, **kwargs) -> Architecture:
        """
        A copy with other attributes, of the chip itself or of one of its components.
        
        Parameters
        ----------
        component : str, optional
            A level, a fan-out, an axis as 'fanout.axis', or the compute unit; without, the chip.
        **fields
            New values of attributes; a number may be a text with a unit ('64 KiB', '0.3 pJ'). Only what is
            named changes: energies that were estimated from a capacity stay. For estimating anew, change
            the YAML.
        
        Returns
        -------
        Architecture
        
        Raises
        ------
        InputError
            No such component, or a chip that breaks a rule.
        TypeError
            No such attribute, or a value of another type.
        
        Examples
        --------
        >>> chip = paretile.Architecture.from_yaml("eyeriss")
        >>> chip.replace("pe_array.x", size=28).compute_instances
        336
        >>> chip.replace(clock_hz="400 MHz").clock_hz
        400000000.0
        """
    def to_dict(self) -> dict:
        """
        As plain dicts and lists, with the keys of `paretile show --arch NAME --json -`.
        """
    def to_yaml(self) -> str:
        """
        As YAML, which from_yaml() reads back to a chip with the same numbers. Estimates are stated there, with
        where they came from: `provenance` and `cautions` are another file's.
        
        Returns
        -------
        str
        
        Raises
        ------
        InputError
            Something the format cannot say.
        
        Examples
        --------
        >>> chip = paretile.Architecture.from_yaml("eyeriss").replace("pe_array.x", size=28)
        >>> again = paretile.Architecture.from_yaml(chip.to_yaml())
        >>> again.fanouts == chip.fanouts and again.compute_instances == 336
        True
        """
    @property
    def area_um2(self) -> float:
        """
        float: component areas times physical instances
        """
    @property
    def cautions(self) -> typing.Any:
        """
        tuple of str: what the tables used warn of
        """
    @property
    def clock_hz(self) -> typing.Any:
        """
        float: cycles per second
        """
    @property
    def compute(self) -> typing.Any:
        """
        Compute: the arithmetic unit
        """
    @property
    def compute_instances(self) -> int:
        """
        int: physical compute units
        """
    @property
    def device(self) -> typing.Any:
        """
        str: transistors, 'hp' or 'lp'; empty: not stated
        """
    @property
    def fanouts(self) -> typing.Any:
        """
        tuple of Fanout: outermost first
        """
    @property
    def levels(self) -> typing.Any:
        """
        tuple of Level: outermost first
        """
    @property
    def name(self) -> typing.Any:
        """
        str: of the chip
        """
    @property
    def precision(self) -> typing.Any:
        """
        Precision: bits the datapath fixes
        """
    @property
    def provenance(self) -> typing.Any:
        """
        tuple of Provenance: where each number came from
        """
    @property
    def published(self) -> typing.Any:
        """
        PublishedFigures: what is in print about it
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where its description comes from
        """
    @property
    def technology_nm(self) -> typing.Any:
        """
        float: node; 0: not stated
        """
    @property
    def voltage_v(self) -> typing.Any:
        """
        float: supply; 0: the node's nominal one
        """
class Axis:
    """
    One direction of a fan-out.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def dims(self) -> typing.Any:
        """
        tuple of str: dimension kinds it may carry; empty: any
        """
    @property
    def name(self) -> typing.Any:
        """
        str: unlike that of every other axis of the fan-out
        """
    @property
    def size(self) -> typing.Any:
        """
        int: children along it
        """
class Compute:
    """
    The arithmetic unit.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def replace(self, **kwargs) -> Compute:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    @property
    def area_um2(self) -> typing.Any:
        """
        float: square micrometres per instance
        """
    @property
    def cycles_per_operation(self) -> typing.Any:
        """
        float: initiation interval
        """
    @property
    def energy_pj(self) -> typing.Any:
        """
        float: pJ per operation
        """
    @property
    def leakage_w(self) -> typing.Any:
        """
        float: watts per instance
        """
    @property
    def name(self) -> typing.Any:
        """
        str: unlike that of every other component
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where the numbers come from
        """
class Dimension:
    """
    One loop dimension of a problem.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def kind(self) -> typing.Any:
        """
        str: the letter hardware axes know it by
        """
    @property
    def name(self) -> typing.Any:
        """
        str: as written, such as 'K'
        """
    @property
    def size(self) -> typing.Any:
        """
        int: iterations
        """
class Evaluator:
    """
    The cost model compiled for one layer on one chip: any number of mappings scored by it.
    
    Safe to share by threads.
    
    Parameters
    ----------
    architecture : Architecture
    problem : Problem, Layer or Workload of one layer
        Of a layer, bits that the chip fixes replace those the layer does not state, as everywhere; a
        bare Problem is taken as it is.
    footprint : {'exact', 'box'}
        Words of a tile with holes: those used, or the box around them (docs/model.md).
    drains : {'counted', 'free'}
        Whether reading outputs to send them outward costs anything.
    
    Examples
    --------
    >>> chip = paretile.Architecture.from_yaml("simple_2level")
    >>> conv = paretile.Workload.from_yaml("examples/toy_conv.yaml").layers[0]
    >>> evaluator = paretile.Evaluator(chip, conv)
    >>> evaluator.evaluate("examples/toy_conv.nest").latency_cycles
    12
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __init__(self, architecture: Architecture, problem: typing.Any, footprint: str = 'exact', drains: str = 'counted') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def evaluate(self, mapping: typing.Any, workload: str = '') -> typing.Any:
        """
        What one mapping costs.
        
        Parameters
        ----------
        mapping : Mapping, str or os.PathLike
            The nest, its text, or the path of a file.
        workload : str
            Name of the network, for the result.
        
        Returns
        -------
        Evaluation
            Also of a mapping that does not fit: `fits` is False then, and `verdict` says why.
        
        Raises
        ------
        InputError
            The text is no legal nest.
        """
    def evaluate_many(self, mappings: typing.Any, *, threads: typing.SupportsInt = 1) -> typing.Any:
        """
        What many mappings cost: evaluate() of each, in one call.
        
        Parameters
        ----------
        mappings : numpy.ndarray of node_dtype, shape (mappings, width), or iterable of Mapping
            One mapping per row: nodes outermost first, then rows of zeros (docs/inner_loop.md). An array that
            is contiguous is read in place.
        threads : int
            0 = one per core.
        
        Returns
        -------
        MappingCosts
            Arrays of one value per mapping: energy_pj, latency_cycles, edp_pj_cycles, utilization, verdict.
            What does not fit, or is no legal nest, costs inf.
        
        Examples
        --------
        >>> chip = paretile.Architecture.from_yaml("simple_2level")
        >>> conv = paretile.Workload.from_yaml("examples/toy_conv.yaml").layers[0]
        >>> evaluator = paretile.Evaluator(chip, conv)
        >>> table = evaluator.random_nodes(1000)
        >>> costs = evaluator.evaluate_many(table)
        >>> best = evaluator.mapping(table[costs.energy_pj.argmin()])
        >>> bool(evaluator.evaluate(best).energy_pj == costs.energy_pj.min())
        True
        """
    def mapping(self, nodes: typing.Any) -> Mapping:
        """
        Mapping: one row of nodes; InputError if it is no legal nest.
        """
    def random_nodes(self, count: typing.SupportsInt, seed: typing.SupportsInt = 1) -> numpy.ndarray:
        """
        Random mappings that fit, to begin a search with: an array for evaluate_many().
        
        Parameters
        ----------
        count : int
            Mappings wanted, at most 1,000,000; fewer come back where hardly any fits.
        seed : int
            The same seed gives the same mappings, on every machine.
        
        Returns
        -------
        numpy.ndarray of node_dtype, shape (mappings, width)
        """
    @property
    def architecture(self) -> Architecture:
        """
        Architecture: the chip
        """
    @property
    def layer(self) -> Layer:
        """
        Layer: what is mapped, with the bits the chip gives it
        """
    @property
    def problem(self) -> Problem:
        """
        Problem: what is mapped, with the bits the chip gives it
        """
class Fanout:
    """
    Replication between two levels: an array.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def replace(self, **kwargs) -> Fanout:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    @property
    def area_um2(self) -> typing.Any:
        """
        float: square micrometres per instance
        """
    @property
    def axes(self) -> typing.Any:
        """
        tuple of Axis: one or two, outermost first
        """
    @property
    def deliver_pj(self) -> typing.Any:
        """
        float: pJ per word delivered to one child
        """
    @property
    def fold(self) -> typing.Any:
        """
        bool: a logical set may wrap around
        """
    @property
    def levels_outside(self) -> typing.Any:
        """
        int: storage levels outside it
        """
    @property
    def name(self) -> typing.Any:
        """
        str: unlike that of every other component
        """
    @property
    def send_pj(self) -> typing.Any:
        """
        float: pJ per word sent into it
        """
    @property
    def sharing(self) -> typing.Any:
        """
        tuple of str: of inputs, weights and outputs, each 'word', 'tile' or 'none'
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where the numbers come from
        """
    @property
    def word_bits(self) -> typing.Any:
        """
        int: bits the energies below are quoted for
        """
class Layer:
    """
    One node of a network: a problem and its repeats.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def replace(self, **kwargs) -> Layer:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    def to_dict(self) -> dict:
        """
        As plain dicts and lists, with the keys of `paretile show --workload ... --layer ...`.
        """
    @property
    def inputs(self) -> typing.Any:
        """
        tuple of str: layers whose outputs it reads
        """
    @property
    def joins(self) -> typing.Any:
        """
        str: of an einsum, what joins its operands, in order ('*+'); empty: all '*'
        """
    @property
    def macs(self) -> int:
        """
        int: multiply-accumulates of one run; 0 for pooling and the like
        """
    @property
    def name(self) -> typing.Any:
        """
        str: unlike that of every other layer
        """
    @property
    def op(self) -> typing.Any:
        """
        str: operator it came from, such as 'conv2d', or 'einsum'
        """
    @property
    def problem(self) -> typing.Any:
        """
        Problem: its loop nest
        """
    @property
    def repeat(self) -> typing.Any:
        """
        int: times it runs in one inference
        """
    @property
    def stated_bits(self) -> typing.Any:
        """
        Precision: what the layer itself says about bits
        """
class LayerCostModel:
    """
    The compiled part of paretile.LayerCostModel.
    """
    def __init__(self, architecture: Architecture, flags: collections.abc.Mapping[str, str], constraints: typing.Any, cache_file: str | None) -> None:
        ...
    def __len__(self) -> int:
        ...
    def answer(self, layer: typing.Any) -> tuple:
        ...
    def counts(self) -> tuple:
        ...
    def layer(self, arg0: typing.Any) -> Layer:
        ...
    def query(self, layers: typing.Any, progress: typing.Any, stop: Stop) -> tuple:
        ...
    def query_known(self, layers: typing.Any) -> typing.Any:
        ...
class Level:
    """
    One storage level: a memory of the chip.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def replace(self, **kwargs) -> Level:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    @property
    def area_um2(self) -> typing.Any:
        """
        float: square micrometres per instance
        """
    @property
    def buffering(self) -> typing.Any:
        """
        int: 2 where tiles take twice the room, else 1
        """
    @property
    def capacity_bits(self) -> typing.Any:
        """
        int or None: bits per instance; None: unlimited
        """
    @property
    def drain_pj(self) -> typing.Any:
        """
        float: pJ per word drained to the parent
        """
    @property
    def fill_pj(self) -> typing.Any:
        """
        float: pJ per word filled from the parent
        """
    @property
    def leakage_w(self) -> typing.Any:
        """
        float: watts per instance
        """
    @property
    def may_keep(self) -> typing.Any:
        """
        tuple of str: roles ('input', 'weight', 'output') it may hold
        """
    @property
    def must_keep(self) -> typing.Any:
        """
        tuple of str: roles every mapping keeps here
        """
    @property
    def name(self) -> typing.Any:
        """
        str: unlike that of every other component
        """
    @property
    def read_bandwidth_bits_per_cycle(self) -> typing.Any:
        """
        float or None: bits per cycle per instance; None: unlimited
        """
    @property
    def read_pj(self) -> typing.Any:
        """
        float: pJ per word read for a child
        """
    @property
    def shared_bandwidth_bits_per_cycle(self) -> typing.Any:
        """
        float or None: of reads and writes together; None: unlimited
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where the numbers come from
        """
    @property
    def update_pj(self) -> typing.Any:
        """
        float: pJ per word updated by a child
        """
    @property
    def word_bits(self) -> typing.Any:
        """
        int: bits the energies below are quoted for
        """
    @property
    def write_bandwidth_bits_per_cycle(self) -> typing.Any:
        """
        float or None: bits per cycle per instance; None: unlimited
        """
class Mapping:
    """
    A loop nest: where each tensor is kept, which loops run in time and which across the array.
    
    Read-only. Belongs to one problem on one architecture.
    
    Examples
    --------
    >>> chip = paretile.Architecture.from_yaml("simple_2level")
    >>> conv = paretile.Problem.from_yaml("examples/toy_conv.yaml")
    >>> nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", conv, chip)
    >>> nest
    <Mapping dram[WIO] K2 buffer[WIO] C2 R3 K2@array.y P8@array.x>
    >>> nest.to_dict()["nodes"][3]
    {'kind': 'temporal', 'dim': 'K', 'bound': 2}
    """
    @staticmethod
    def from_yaml(source: typing.Any, problem: typing.Any, architecture: Architecture) -> Mapping:
        """
        A mapping from the indented nest or the same as YAML (docs/yaml_format.md).
        
        Parameters
        ----------
        source : str or os.PathLike
            The text (it has more than one line), or the path of a file.
        problem : Problem, Layer or Workload of one layer
            What is mapped.
        architecture : Architecture
            Where.
        
        Raises
        ------
        InputError
            With every mistake of the text.
        """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def __str__(self) -> str:
        ...
    def _repr_html_(self) -> typing.Any:
        """
        The nest, for notebooks.
        """
    def canonical(self) -> Mapping:
        """
        The same nest in its one canonical spelling. Of ragged ones the cost may differ.
        """
    def to_dict(self) -> dict:
        """
        As plain dicts and lists: `architecture`, `problem` and `nodes`, outermost first.
        """
    def to_yaml(self) -> str:
        """
        str: as YAML, which from_yaml() reads back.
        """
    @property
    def architecture(self) -> Architecture:
        """
        Architecture: where it is mapped to
        """
    @property
    def is_ragged(self) -> bool:
        """
        bool: bounds of some dimension multiply to more than its size
        """
    @property
    def problem(self) -> Problem:
        """
        Problem: what is mapped
        """
class Precision:
    """
    Bits per value, as far as someone stated them.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def input(self) -> typing.Any:
        """
        int or None: bits per input
        """
    @property
    def output(self) -> typing.Any:
        """
        int or None: bits per finished output
        """
    @property
    def psum(self) -> typing.Any:
        """
        int or None: bits per unfinished sum
        """
    @property
    def weight(self) -> typing.Any:
        """
        int or None: bits per weight
        """
class Problem:
    """
    One loop nest: dimensions, tensors and how loops address them.
    """
    @staticmethod
    def from_yaml(source: typing.Any) -> Problem:
        """
        The problem of a workload of one layer; see Workload.from_yaml().
        """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def replace(self, **kwargs) -> Problem:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    def to_dict(self) -> dict:
        """
        As plain dicts and lists: `name`, `operations`, `dims` and `tensors`.
        """
    @property
    def dims(self) -> typing.Any:
        """
        tuple of Dimension: its loops
        """
    @property
    def name(self) -> typing.Any:
        """
        str: of the layer it was made from
        """
    @property
    def operations(self) -> int:
        """
        int: product of all sizes (multiply-accumulates of a convolution)
        """
    @property
    def sizes(self) -> dict:
        """
        dict: iterations by the name of the dimension
        """
    @property
    def tensors(self) -> typing.Any:
        """
        tuple of Tensor: exactly one is the output
        """
class Provenance:
    """
    Where one number of an architecture came from.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def component(self) -> typing.Any:
        """
        str: its name; empty: the whole chip
        """
    @property
    def confidence(self) -> typing.Any:
        """
        str: of an estimate: 'A', 'B', 'C' or empty
        """
    @property
    def error(self) -> typing.Any:
        """
        float or None: relative, of an estimate
        """
    @property
    def number(self) -> typing.Any:
        """
        str: the attribute, such as 'read_pj'
        """
    @property
    def origin(self) -> typing.Any:
        """
        str: 'stated', 'table', 'estimated' or 'none'
        """
    @property
    def quantity(self) -> typing.Any:
        """
        str: what it measures, such as 'energy'
        """
    @property
    def source(self) -> typing.Any:
        """
        str: citation, table or estimate
        """
    @property
    def value(self) -> typing.Any:
        """
        float: in the unit of the attribute
        """
class PublishedFigures:
    """
    What is in print about a chip.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def area_um2(self) -> typing.Any:
        """
        float or None: square micrometres
        """
    @property
    def operations_per_joule(self) -> typing.Any:
        """
        float or None: 1e12 are one TOPS/W
        """
    @property
    def operations_per_second(self) -> typing.Any:
        """
        float or None: at its peak, a multiply-accumulate being two
        """
    @property
    def power_w(self) -> typing.Any:
        """
        float or None: watts
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where it is published
        """
class Stop:
    """
    Ends a search from another thread.
    """
    def __init__(self) -> None:
        ...
    def set(self) -> None:
        """
        Asks the search to end.
        """
class Sweep:
    """
    Designs made of a few chips, as a sweep's file describes them. Read-only.
    
    Designs are named by their place in the whole grid: the chip counts slowest, the last parameter
    fastest. `len(sweep)` is how many of them keep the constraints. A pickle has all files in it that the
    sweep names.
    
    Examples
    --------
    >>> sweep = paretile.Sweep.from_yaml("examples/sweep_toy.yaml")
    >>> sweep
    <Sweep toy_split: 9 designs of a grid of 12, toy>
    >>> sweep.designs[-1], sweep.settings(9)
    (9, {'buffer_bits': 16384.0, 'columns': 4.0, 'buffer_um2': 16384.0, 'unit_um2': 500.0})
    >>> sweep.architecture(9).level("buffer").capacity_bits
    16384
    """
    @staticmethod
    def from_results(db: typing.Any) -> Sweep:
        """
        The sweep that a file of results is of: its text is in the file, with all files it names.
        
        Parameters
        ----------
        db : str or os.PathLike
            What `paretile explore` or paretile.explore() wrote.
        
        Raises
        ------
        InputError
            There is no such file, or it holds no sweep.
        
        Examples
        --------
        >>> import os, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> found = paretile.explore("examples/sweep_toy.yaml", os.path.join(folder.name, "toy.db"), quiet=True)
        >>> paretile.Sweep.from_results(found.file) == found.sweep
        True
        """
    @staticmethod
    def from_yaml(source: typing.Any, *, yes: bool = False) -> Sweep:
        """
        A sweep from YAML (docs/yaml_format.md).
        
        Parameters
        ----------
        source : str, os.PathLike or dict
            YAML text (it has more than one line), the path of a file, or the same as a dict. Files that it
            names are looked for beside the sweep's file first; of a text or a dict, in the working folder.
        yes : bool
            Take even a grid of more than 10,000 designs.
        
        Raises
        ------
        InputError
            With every mistake of the text, also those of single designs.
        
        Examples
        --------
        >>> sweep = paretile.Sweep.from_yaml({"format": 1, "name": "clocks", "architectures": ["eyeriss"],
        ...     "workloads": ["alexnet"], "vary": {"clock": {"field": "clock", "values": ["100 MHz", "200 MHz"]}}})
        >>> sweep.parameters
        {'clock': (100000000.0, 200000000.0)}
        """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def architecture(self, design: typing.SupportsInt) -> Architecture:
        """
        Architecture: the chip of a design. KeyError if there is no such design.
        """
    def settings(self, design: typing.SupportsInt) -> dict:
        """
        dict: the design's parameters and derived numbers. KeyError if there is no such design.
        """
    @property
    def architectures(self) -> tuple:
        """
        tuple of str: the chips to begin with
        """
    @property
    def designs(self) -> tuple:
        """
        tuple of int: the designs that keep the constraints, ascending
        """
    @property
    def grid_size(self) -> int:
        """
        int: designs before constraints
        """
    @property
    def name(self) -> str:
        """
        str
        """
    @property
    def objective(self) -> str:
        """
        str: what a design's mappings are chosen by
        """
    @property
    def parameters(self) -> dict:
        """
        dict: name of a parameter -> tuple of its values, numbers in base units
        """
    @property
    def sampling(self) -> str:
        """
        str: which designs are solved, 'grid' or 'front' (docs/exploring.md)
        """
    @property
    def workload(self) -> Workload:
        """
        Workload: all networks, each layer as often as it runs
        """
class SweepFile:
    """
    A file of sweep results, made or gone on with.
    """
    def __init__(self, path: str, sweep: Sweep) -> None:
        ...
    def add(self, path: str) -> None:
        """
        Takes over what another file of the same sweep has and this one lacks.
        """
    def finished(self) -> list[int]:
        """
        list of int: designs it has, ascending
        """
class Tensor:
    """
    One tensor of a problem and how loops address it.
    """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def bits(self) -> typing.Any:
        """
        int: bits per finished value
        """
    @property
    def name(self) -> typing.Any:
        """
        str: such as 'W'
        """
    @property
    def psum_bits(self) -> typing.Any:
        """
        int: bits per unfinished sum of an output
        """
    @property
    def ranks(self) -> typing.Any:
        """
        tuple: per axis, the (index into dims, coefficient) pairs that are added
        """
    @property
    def role(self) -> typing.Any:
        """
        str: 'input', 'weight' or 'output'
        """
class Workload:
    """
    A network: layers in the order they run. Read-only.
    
    Examples
    --------
    >>> network = paretile.Workload.from_yaml("resnet18")
    >>> network
    <Workload resnet18: 21 layers, 1,814,073,344 MACs>
    >>> network.layer("conv1").problem.sizes["K"]
    64
    """
    @staticmethod
    def from_yaml(source: typing.Any) -> Workload:
        """
        A network from YAML (docs/yaml_format.md).
        
        Parameters
        ----------
        source : str or os.PathLike
            YAML text (it has more than one line), a shipped name (`list_workloads()`) or a path.
        
        Raises
        ------
        InputError
            With every mistake of the text.
        
        Examples
        --------
        >>> text = \"\"\"format: 1
        ... name: own
        ... layers:
        ...   - {name: fc, op: gemm, M: 1, N: 1000, K: 512}
        ... \"\"\"
        >>> paretile.Workload.from_yaml(text).macs
        512000
        """
    def __copy__(self) -> typing.Any:
        ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any:
        ...
    def __eq__(self, arg0: typing.Any) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        From its attributes as keywords; what is not given has its default.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def _repr_html_(self) -> typing.Any:
        """
        The layers as a table, for notebooks.
        """
    def layer(self, name: str) -> Layer:
        """
        The layer of that name. Raises InputError with the near miss.
        """
    def replace(self, **kwargs) -> Workload:
        """
        A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 KiB').
        """
    def to_dict(self) -> dict:
        """
        As plain dicts and lists, with the keys of `paretile show --workload NAME --json -`.
        """
    def to_yaml(self) -> str:
        """
        As YAML, which from_yaml() reads back to an equal network.
        
        Returns
        -------
        str
        
        Raises
        ------
        InputError
            Something the format cannot say, such as a name with '-'.
        
        Examples
        --------
        >>> network = paretile.Workload.from_yaml("resnet18")
        >>> paretile.Workload.from_yaml(network.to_yaml()) == network
        True
        """
    @property
    def layers(self) -> typing.Any:
        """
        tuple of Layer: in the order they run
        """
    @property
    def macs(self) -> int:
        """
        int: multiply-accumulates of all layers and repeats
        """
    @property
    def name(self) -> typing.Any:
        """
        str: of the network
        """
    @property
    def source(self) -> typing.Any:
        """
        str: where the shapes come from
        """
def answer(command: str, flags: collections.abc.Mapping[str, str]) -> dict:
    """
    The dict of `paretile COMMAND --json`; flags by their names on the command line.
    """
def designs_of(sweep: Sweep, flags: collections.abc.Mapping[str, str]) -> list[int]:
    """
    The designs that those flags mean, ascending.
    """
def explore(sweep: Sweep, db: str, flags: collections.abc.Mapping[str, str], designs: collections.abc.Sequence[typing.SupportsInt] | None, progress: typing.Any, stop: Stop) -> dict:
    """
    Solves the designs that the file lacks and puts them into it; the counts as a dict.
    designs: only these, ascending. Use paretile.explore().
    """
def layer_rows(layers: list) -> numpy.ndarray:
    ...
def layers_of(layers: typing.Any) -> list:
    """
    The layers that rows of numbers describe: the inverse of layers().
    
    Parameters
    ----------
    layers : numpy.ndarray of layer_dtype
        Or anything paretile.layers() takes.
    
    Returns
    -------
    list of Layer
        Named layer0, layer1, ...; bits are those the rows state.
    
    Raises
    ------
    InputError
        With all rows that are no layers.
    
    Examples
    --------
    >>> [layer] = paretile.layers_of(paretile.layers(op="conv2d", K=8, C=8, P=4, Q=4, R=3, S=3, groups=8))
    >>> layer.op
    'depthwise_conv2d'
    """
def list_architectures() -> list[str]:
    """
    Names of the shipped chips.
    
    Returns
    -------
    list of str
        What `Architecture.from_yaml` and the argument `arch` accept besides files.
    
    Examples
    --------
    >>> "eyeriss" in paretile.list_architectures()
    True
    """
def list_workloads() -> list[str]:
    """
    Names of the shipped networks.
    
    Returns
    -------
    list of str
        What `Workload.from_yaml` and the argument `workload` accept besides files.
    
    Examples
    --------
    >>> "resnet18" in paretile.list_workloads()
    True
    """
def map(architecture: Architecture, workload: Workload, layer: str | None, flags: collections.abc.Mapping[str, str], constraints: typing.Any, progress: typing.Any, stop: Stop) -> dict:
    """
    The dict of `paretile map --json`; flags by their names on the command line. Use
    paretile.map().
    """
def mapping_nodes(mappings: list, width: typing.SupportsInt) -> numpy.ndarray:
    ...
def suggest(word: str, names: collections.abc.Sequence[str]) -> str:
    ...
__version__: str = '0.1.0'
layer_dtype: numpy.dtypes.VoidDType  # value = dtype([('op', '<i4'), ('N', '<i4'), ('K', '<i4'), ('C', '<i4'), ('G', '<i4'), ('P', '<i4'), ('Q', '<i4'), ('R', '<i4'), ('S', '<i4'), ('Z', '<i4'), ('T', '<i4'), ('M', '<i4'), ('B', '<i4'), ('H', '<i4'), ('D', '<i4'), ('stride', '<i4'), ('stride_h', '<i4'), ('stride_w', '<i4'), ('dilation', '<i4'), ('dilation_h', '<i4'), ('dilation_w', '<i4'), ('groups', '<i4'), ('input_bits', '<i4'), ('weight_bits', '<i4'), ('output_bits', '<i4'), ('psum_bits', '<i4')])
node_dtype: numpy.dtypes.VoidDType  # value = dtype({'names': ['kind', 'level', 'tensor', 'dim', 'axis', 'bound'], 'formats': ['u1', 'u1', 'u1', 'u1', 'u1', '<i8'], 'offsets': [0, 1, 2, 3, 4, 8], 'itemsize': 16})
op_codes: dict = {'conv1d': 1, 'conv2d': 2, 'grouped_conv2d': 3, 'depthwise_conv2d': 4, 'conv3d': 5, 'gemm': 6, 'matmul': 7, 'attention_scores': 8, 'attention_values': 9, 'pool': 10, 'add': 11, 'multiply': 12, 'activation': 13, 'batch_norm': 14, 'reduce': 15, 'row_wise': 16}
verdict_names: tuple = ('fits', 'capacity', 'axis', 'fold', 'dim_not_allowed', 'may_not_keep', 'must_keep', 'too_slow', 'too_ragged', 'malformed')
